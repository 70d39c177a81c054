import { Router } from "express";
import { countsByHour } from "../../catalogue/pulls/by-hour.ts";
import { feedOf } from "../../identity/actor/feed.ts";
import { actor, requireRecentSignIn } from "../../identity/actor/request.ts";
import { helperInstallation } from "../../identity/device-sign-in/install.ts";
import { worksInClients } from "../../identity/sign-in/client-password.ts";
import { config } from "../../platform/config/config.ts";
import { button } from "../../platform/http/input/form.ts";
import { readExportQuery, readPageQuery } from "../../platform/http/input/page-query.ts";
import { sendExport } from "../../platform/http/send-export.ts";
import { paths } from "../../platform/paths/paths.ts";
import { allowedActions } from "../../tenancy/policy/policy.ts";
import { canSeeAllEntries } from "../../tenancy/policy/visible-entries.ts";
import { ownProblems } from "../problems/own.ts";
import { memberNamespaces, ownedIds } from "./dashboard.ts";
import { dayStrip } from "./day-strip.ts";
import { deletionsInShort } from "./deletions.ts";
import { csv, ndjson } from "./export.ts";
import { hasPushed, visibleActivities } from "./feed.ts";
import { kindChoices } from "./kind-choices.ts";
import { hiddenNextSteps, hidesNextSteps, nextSteps } from "./next-steps.ts";
import { overview } from "./overview.ts";
import { resolveFilters } from "./resolve-filters.ts";
import { ActivityQuery } from "./schemas.ts";

export const dashboard = Router();
export const administration = Router();

dashboard.get("/", async (req, res) => {
  const person = actor(req);
  const namespaces = await memberNamespaces(person);
  const own = namespaces.find(({ ownerId }) => ownerId === person.id);
  const pushes = await visibleActivities(person, {}, { size: 15, key: "repository.push" });
  const pushed = await hasPushed(person);
  const hidden = !pushed || hidesNextSteps(req.headers.cookie);
  res.render("operations/activity/dashboard", {
    strip: dayStrip(await countsByHour(person)),
    namespaces: namespaces.map((namespace) => ({
      ...namespace,
      actions: allowedActions(person, namespace, config.rules),
    })),
    own,
    helper: helperInstallation([own?.registry.hostname ?? config.registry.host]),
    pushed,
    passwordWorks: await worksInClients(person),
    problems: await ownProblems(person, ownedIds(person, namespaces)),
    deletions: await deletionsInShort(person),
    steps: hidden ? [] : await nextSteps(person),
    days: await feedOf(person, pushes.rows, { zone: res.locals.zone }),
  });
});

dashboard.post("/next-steps", button, (_req, res) => {
  const year = 365 * 24 * 60 * 60 * 1000;
  const secure = config.url.startsWith("https:");
  res.cookie(...hiddenNextSteps, { maxAge: year, httpOnly: true, sameSite: "lax", secure });
  res.redirect(303, paths.home());
});

dashboard.get("/activity", async (req, res) => {
  const { older, newer, ...filters } = readPageQuery(res, ActivityQuery);
  const asked = await resolveFilters(actor(req), { ...filters, older, newer });
  const page = await visibleActivities(actor(req), { older, newer }, asked);
  const seesAll = canSeeAllEntries(actor(req));
  res.render("operations/activity/index", {
    page,
    filters,
    days: await feedOf(actor(req), page.rows, { zone: res.locals.zone }),
    seesAll,
    kinds: seesAll ? kindChoices.withSignIns : kindChoices.everywhere,
    address: paths.activity,
  });
});

administration.get("/", async (req, res) => {
  const deletions = await deletionsInShort(actor(req));
  res.render("operations/activity/overview", { ...(await overview(actor(req))), deletions });
});

administration.get("/activities.csv", requireRecentSignIn, async (req, res) => {
  const filters = await resolveFilters(actor(req), readExportQuery(res, ActivityQuery));
  res.type("text/csv; charset=utf-8").attachment("activities.csv");
  await sendExport(req, res, csv(actor(req), filters));
});

administration.get("/activities.ndjson", requireRecentSignIn, async (req, res) => {
  const filters = await resolveFilters(actor(req), readExportQuery(res, ActivityQuery));
  res.attachment("activities.ndjson").type("application/x-ndjson; charset=utf-8");
  await sendExport(req, res, ndjson(actor(req), filters));
});
