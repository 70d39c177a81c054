import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { config } from "../../platform/config/config.ts";
import { PageQuery } from "../../platform/db/keyset.ts";
import { blank, button, submit } from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { rowId } from "../../platform/http/input/values.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { listDrift } from "./drift/drift.ts";
import { removedAfter } from "./drift/prune.ts";
import { findRepair, findRepairs, repair, requestRepairs } from "./drift/repair.ts";
import { unassignedNamespaces } from "./import/adopt.ts";
import { gapRuns, lastRuns, requestAll } from "./runs.ts";
import { commonText, nameOf, nextStep, repairAllText, repairText, summary } from "./sentences.ts";

/** Under /admin/sync: the runs, the drift that they found, and its repair. */
export const sync = Router();

sync.get("/", async (req, res) => {
  const [page, runs, unassigned, gaps] = await Promise.all([
    listDrift(actor(req), readPageQuery(res, PageQuery)),
    lastRuns(actor(req)),
    unassignedNamespaces(actor(req)),
    gapRuns(actor(req)),
  ]);
  const drifts = page.rows.map((it) => ({
    ...it,
    what: nameOf(it),
    next: nextStep(it, removedAfter(it)),
  }));
  const pageUrl = (name: "older" | "newer", cursor: string | undefined) =>
    cursor ? paths.sync({ [name]: cursor }) : null;
  res.render("protocol/sync/index", {
    runs: runs.map(({ hostname, run }) => ({
      hostname,
      run,
      sentence: run ? summary(run) : "No sync has run yet.",
    })),
    gaps: gaps.map((run) => ({ ...run, sentence: summary(run) })),
    running: runs.some(({ run }) => run?.open),
    unassigned,
    drifts,
    common: { reason: commonText(drifts, "reason"), next: commonText(drifts, "next") },
    strategy: config.sync,
    older: pageUrl("older", page.older),
    newer: pageUrl("newer", page.newer),
  });
});

sync.post("/", button, async (req, res) => {
  await requestAll(audit(req));
  flash(req, "The sync is running.");
  res.redirect(303, paths.sync());
});

sync.get("/repair", (req, res) => confirmRepair(req, res, idIn(req.query, "drift")));

sync.post("/repair", async (req, res) => {
  const form = await submit(RepairForm, req.body, ({ id }) => repair(audit(req), id));
  if (!form.ok) return confirmRepair(req, res.status(422), idIn(form.values, "drift"), form);
  flash(req, `${nameOf(form.value)} is removed from the catalogue.`);
  res.redirect(303, paths.sync());
});

sync.get("/repairs", (req, res) => confirmRepairs(req, res));

const RepairForm = z.object({ id: rowId });

/** The last row of drift that the admin was shown: rows found later are not repaired. */
const RepairsForm = z.object({
  last: text(20, { kind: "raw" })
    .transform(Number)
    .pipe(z.int().positive().max(2_147_483_647))
    .catch(0),
});

sync.post("/repairs", async (req, res) => {
  const form = await submit(RepairsForm, req.body, ({ last }) => requestRepairs(audit(req), last));
  if (!form.ok) return confirmRepairs(req, res.status(422), form);
  flash(req, "The repair is running. Portus asks the registry for each again first.");
  res.redirect(303, paths.sync());
});

async function confirmRepairs(req: Request, res: Response, form: object = blank()) {
  const { some, repositories, tags, last } = await findRepairs(actor(req));
  const text = repairAllText({ repositories, tags });
  const all = repositories + tags;
  res.render("protocol/sync/repairs", { names: some.map(nameOf), all, text, last, form });
}

async function confirmRepair(req: Request, res: Response, id: number, form: object = blank()) {
  const { drift, tags } = await findRepair(actor(req), id);
  const text = repairText(drift, tags.length);
  res.render("protocol/sync/repair", { drift, tags, what: nameOf(drift), text, form });
}

/** Under /admin/drift, the former address of these pages: bookmarks and open forms still lead here. */
export const formerSync = Router();

const currentPaths: Partial<Record<string, string>> = {
  "/": paths.sync(),
  "/sync": paths.sync(),
  "/repair": paths.syncRepair(),
  "/repairs": paths.syncRepairs(),
};

formerSync.use((req, res, next) => {
  const [path = "", query] = req.url.split(/\?(.*)/s);
  const current = currentPaths[path];
  if (!current) return next();
  const status = req.method === "GET" || req.method === "HEAD" ? 301 : 308; // 308 keeps the method and the body
  res.redirect(status, query ? `${current}?${query}` : current);
});
