import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import { endpoint, IdParams, ListQuery } from "../../platform/http/api/endpoint.ts";
import { answerList } from "../../platform/http/api/listing.ts";
import { driftListing } from "./drift/drift.ts";
import { findRepairs, repair, requestRepairs } from "./drift/repair.ts";
import { DriftEntity, presentDrift, presentRun, RunEntity } from "./present.ts";
import { lastRuns, requestAll } from "./runs.ts";

/** Syncs and drift: only for admins. */
export const endpoints = [
  endpoint("get", "/sync", {
    summary: "The progress or result of each registry's last sync",
    caller: "admin",
    answer: z.array(RunEntity),
    run: async ({ req }) =>
      (await lastRuns(actor(req))).flatMap(({ run }) => (run ? [presentRun(run)] : [])),
  }),

  endpoint("post", "/sync", {
    summary: "Sync every registry; the syncs run after the answer",
    allowsRestrictedTokens: true,
    caller: "admin",
    status: 202,
    answer: z.array(RunEntity),
    run: async ({ req }) => (await requestAll(audit(req))).map(presentRun),
  }),

  endpoint("get", "/drifts", {
    summary: "Drift between the catalogue and the registries, page by page",
    caller: "admin",
    query: ListQuery,
    answer: z.array(DriftEntity),
    run: async (call) => {
      const listing = driftListing(actor(call.req), call.query.sort_order);
      return answerList(call, { ...listing, present: presentDrift });
    },
  }),

  endpoint("post", "/drifts/repair", {
    summary:
      "Repair all drift: remove from the catalogue what its registry, asked again, does not have",
    allowsRestrictedTokens: true,
    caller: "admin",
    status: 202,
    answer: z.object({ asked: z.int() }),
    run: async ({ req }) => {
      const { last } = await findRepairs(actor(req));
      return { asked: await requestRepairs(audit(req), last) };
    },
  }),

  endpoint("post", "/drifts/:id/repair", {
    summary:
      "Repair one drift: remove it from the catalogue if its registry, asked again, does not have it",
    allowsRestrictedTokens: true,
    caller: "admin",
    params: IdParams,
    run: async ({ req, params }) => void (await repair(audit(req), params.id)),
  }),
];
