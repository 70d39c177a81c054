import { z } from "zod";
import { actor } from "../../identity/actor/request.ts";
import { db } from "../../platform/db/client.ts";
import {
  endpoint,
  IdParams,
  PageQuery,
  pageHeaders,
  slice,
} from "../../platform/http/api/endpoint.ts";
import { DriftEntity, presentDrift, presentRun, RunEntity } from "./present.ts";
import { askRepairs, findRepairs, repair } from "./repair.ts";
import { lastRuns, requestAll } from "./runs.ts";

/** Whether the catalogue and the registries agree: for admins alone. */
export const endpoints = [
  endpoint("get", "/sync", {
    summary: "How far the last comparison with each registry is, and what came of it",
    caller: "admin",
    answer: z.array(RunEntity),
    run: async () => (await lastRuns()).flatMap(({ run }) => (run ? [presentRun(run)] : [])),
  }),

  endpoint("post", "/sync", {
    summary: "Compare the catalogue with every registry; it goes on after the answer",
    caller: "admin",
    status: 202,
    answer: z.array(RunEntity),
    run: async ({ req }) =>
      (await requestAll({ cause: "admin", by: actor(req).username })).map(presentRun),
  }),

  endpoint("get", "/drifts", {
    summary: "What differs between the catalogue and the registries, page by page",
    caller: "admin",
    query: PageQuery,
    answer: z.array(DriftEntity),
    run: async ({ req, res, query }) => {
      const orderBy = { id: query.sort_order };
      const [rows, total] = await Promise.all([
        db.drift.findMany({ ...slice(query), orderBy }),
        db.drift.count(),
      ]);
      pageHeaders(req, res, query, total);
      return rows.map(presentDrift);
    },
  }),

  endpoint("post", "/drifts/repair", {
    summary:
      "Remove here everything that is missing at its registry by now; each is asked for again first",
    caller: "admin",
    status: 202,
    answer: z.object({ asked: z.int() }),
    run: async ({ req }) => {
      const { last } = await findRepairs(actor(req));
      return { asked: await askRepairs(actor(req), last) };
    },
  }),

  endpoint("post", "/drifts/:id/repair", {
    summary:
      "Remove here one thing that is missing at its registry, which is asked for it again first",
    caller: "admin",
    params: IdParams,
    run: async ({ req, params }) => void (await repair(actor(req), params.id)),
  }),
];
