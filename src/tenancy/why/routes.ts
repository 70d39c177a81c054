import { type Request, type Response, Router } from "express";
import { actor, requireRecentSignIn, requireSignIn } from "../../identity/actor/request.ts";
import { orNull } from "../../platform/errors.ts";
import { button } from "../../platform/http/input/form.ts";
import { readExportQuery, readPageQuery } from "../../platform/http/input/page-query.ts";
import { sendExport } from "../../platform/http/send-export.ts";
import { flash, flashRefusal } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { filtersFor } from "../decisions/filters.ts";
import { findDecision } from "../decisions/find.ts";
import { decisionIdIn } from "../decisions/ids.ts";
import { visibleDecisions } from "../decisions/list.ts";
import { findLosses } from "../decisions/store.ts";
import { isAdmin } from "../policy/policy.ts";
import { askOwners, canAskOwners } from "./ask-owners.ts";
import { currentVerdicts } from "./current.ts";
import { badgeOf, explain, summaryOf } from "./explanation.ts";
import { csv, ndjson } from "./export.ts";
import { offersFor } from "./offers.ts";
import { IdParam, outcomeChoices, PasteQuery, WhyQuery } from "./schemas.ts";
import { signInOffers } from "./sign-in-offers.ts";

export const why = Router();

why.get("/", requireSignIn, async (req, res) => {
  const { q } = readPageQuery(res, PasteQuery);
  const id = q && decisionIdIn(q);
  if (id && (await findDecision(actor(req), id).catch(orNull)))
    return res.redirect(303, paths.decision({ id }));

  const { older, newer, ...filters } = readPageQuery(res, WhyQuery);
  const page = await visibleDecisions(actor(req), { older, newer }, await found(req, filters));
  res.render("tenancy/why/index", {
    q,
    page,
    filters,
    lines: page.rows.map((seen) => ({ seen, summary: summaryOf(seen), badge: badgeOf(seen) })),
    outcomes: outcomeChoices,
    lead: isAdmin(actor(req)) ? leads.admin : leads.person,
    losses: isAdmin(actor(req)) ? await findLosses() : null,
  });
});

const leads = {
  admin: "What the token endpoint and the sign-in refused, and which rule decided.",
  person:
    "What the registry refused you. Filter by a repository that you own, or a robot that you manage.",
};

why.get("/decisions.csv", requireSignIn, requireRecentSignIn, async (req, res) => {
  const filters = await found(req, readExportQuery(res, WhyQuery));
  res.type("text/csv; charset=utf-8").attachment("decisions.csv");
  await sendExport(req, res, csv(actor(req), filters));
});

why.get("/decisions.ndjson", requireSignIn, requireRecentSignIn, async (req, res) => {
  const filters = await found(req, readExportQuery(res, WhyQuery));
  res.attachment("decisions.ndjson").type("application/x-ndjson; charset=utf-8");
  await sendExport(req, res, ndjson(actor(req), filters));
});

/** Anonymous refusals are for anyone who has their id. */
why.get("/:id", (req, res) => show(req, res));

why.post("/:id/requests", requireSignIn, button, async (req, res) => {
  const seen = await findDecision(actor(req), IdParam.parse(req.params.id));
  const asked = await flashRefusal(req, () => askOwners(actor(req), seen));
  if (asked.ok) flash(req, "If this repository has owners, they were sent an e-mail.");
  res.redirect(303, paths.decision(seen));
});

const found = (req: Request, { outcome, repository, user }: WhyQuery) =>
  filtersFor(actor(req), { outcome: outcome ?? "refusals", repository, user });

async function show(req: Request, res: Response): Promise<void> {
  const reader = req.user ?? null;
  const seen = await findDecision(reader, IdParam.safeParse(req.params.id).data ?? "");
  const verdicts = await currentVerdicts(seen);
  const now = await Promise.all(
    verdicts.map(async (current) => ({
      ...current,
      offers: await offersFor(reader, seen, current),
    })),
  );
  res.set("Cache-Control", "no-store").render("tenancy/why/show", {
    seen,
    now,
    explanation: explain(seen),
    isRefusal: seen.row.outcome !== "granted",
    hasRules: seen.scopes.some(({ rules }) => rules.length > 0),
    canAsk: canAskOwners(reader, seen),
    signInOffers: signInOffers(reader, seen),
  });
}
