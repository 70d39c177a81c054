import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { actor } from "../../identity/actor/actor.ts";
import { idIn } from "../../identity/people/schemas.ts";
import { config } from "../../platform/config/config.ts";
import { PageQuery } from "../../platform/db/keyset.ts";
import { ensure } from "../../platform/errors.ts";
import { blank, button, submit } from "../../platform/http/form.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { orphans } from "./adopt.ts";
import { differences } from "./drift.ts";
import { canSync } from "./policy.ts";
import { goesAt } from "./prune.ts";
import { askRepairs, findRepair, findRepairs, repair } from "./repair.ts";
import { lastRuns, requestAll } from "./runs.ts";
import { summary } from "./sentences.ts";

/** Under /admin/drift: whether the catalogue and the registry agree, and what to do where they do not. */
export const drift = Router();

drift.get("/", async (req, res) => {
  const [page, runs, unclaimed] = await Promise.all([
    differences(PageQuery.parse(req.query)),
    lastRuns(),
    orphans(),
  ]);
  const turn = (name: "older" | "newer", cursor: string | undefined) =>
    cursor ? paths.drift({ [name]: cursor }) : null;
  res.render("protocol/sync/index", {
    runs: runs.map(({ hostname, run }) => ({
      ...{ hostname, run },
      sentence: run ? summary(run) : "Nothing was compared yet.",
    })),
    orphans: unclaimed,
    differences: page.rows.map((it) => ({ ...it, goesAt: goesAt(it) })),
    strategy: config.sync,
    older: turn("older", page.older),
    newer: turn("newer", page.newer),
  });
});

drift.post("/sync", button, async (req, res) => {
  ensure(
    canSync(actor(req)),
    "Only admins compare the catalogue with the registry. Ask one of them.",
  );
  await requestAll({ cause: "admin", by: actor(req).username });
  flash(req, "The catalogue is being compared with the registry.");
  res.redirect(303, paths.drift());
});

drift.get("/repair", (req, res) => askBefore(req, res, idIn(req.query, "difference")));

drift.post("/repair", async (req, res) => {
  const id = idIn(req.body ?? {}, "difference");
  const form = await submit(RepairForm, req.body, () => repair(actor(req), id));
  if (!form.ok) return askBefore(req, res.status(422), id, form);
  const { repository, tag } = form.value;
  flash(req, `${tag ? `${repository}:${tag}` : repository} is removed from the catalogue.`);
  res.redirect(303, paths.drift());
});

drift.get("/repairs", (req, res) => askBeforeAll(req, res));

/** Which difference is repaired, or up to which. */
const RepairForm = z.object({ id: z.string().max(20) });
const RepairsForm = z.object({
  last: z.string().max(20).transform(Number).pipe(z.int().positive().max(2_147_483_647)).catch(0),
});

drift.post("/repairs", async (req, res) => {
  const form = await submit(RepairsForm, req.body, ({ last }) => askRepairs(actor(req), last));
  if (!form.ok) return askBeforeAll(req, res.status(422), form);
  flash(req, "It is being removed, once the registry has said again that it lacks it.");
  res.redirect(303, paths.drift());
});

async function askBeforeAll(req: Request, res: Response, form: object = blank()) {
  res.render("protocol/sync/repairs", { ...(await findRepairs(actor(req))), form });
}

async function askBefore(req: Request, res: Response, id: number, form: object = blank()) {
  const { drift: difference, tags } = await findRepair(actor(req), id);
  res.render("protocol/sync/repair", { difference, tags, form });
}
