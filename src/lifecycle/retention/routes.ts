import { type Request, type Response, Router } from "express";
import { actor, audit } from "../../identity/actor/request.ts";
import { idIn } from "../../identity/people/schemas.ts";
import { PageQuery } from "../../platform/db/keyset.ts";
import { Invalid } from "../../platform/errors.ts";
import { fieldsOf } from "../../platform/http/api/fields.ts";
import { blank, button, type Form, submit } from "../../platform/http/input/form.ts";
import { nameIn } from "../../platform/http/input/params.ts";
import { flash } from "../../platform/http/session.ts";
import { paths, type Query } from "../../platform/paths/paths.ts";
import { makePlan } from "../deletion/plan/plan.ts";
import { untaggedToGo } from "./delete-tags.ts";
import { judgeTags } from "./evaluate.ts";
import { tryRules } from "./preview.ts";
import { dropRules, type Rules, rulesFor, saveRules } from "./rules.ts";
import { RulesForm } from "./schemas.ts";
import { namespacePlace, type Place, registryPlace, repositoryPlace } from "./scope.ts";

/** Which tags rules let go: tried out on the page, then saved for every night, or planned like any deletion. */
export const retention = Router();
export const namespaceRetention = Router();
export const registryRetention = Router();

serve(retention, "/*name/-/retention", (req) => repositoryPlace(actor(req), nameIn(req.params)));
serve(namespaceRetention, "/:id/retention", (req) =>
  namespacePlace(actor(req), idIn(req.params, "namespace")),
);
serve(registryRetention, "/registries/:id/retention", (req) =>
  registryPlace(actor(req), idIn(req.params, "registry")),
);

retention.post("/*name/-/retention", async (req, res) => {
  const place = await repositoryPlace(actor(req), nameIn(req.params));
  const form = await submit(RulesForm, req.body, async (rules) => {
    const decisions = await judgeTags(place.repository.id, rules);
    const tags = decisions.filter(({ goes }) => goes).map(({ name }) => name);
    const untagged = await untaggedToGo(place.repository, rules);
    if (tags.length + untagged.length === 0)
      throw new Invalid({ form: "Every tag stays: there is nothing to delete." });
    return makePlan(actor(req), place.repository, { tags, untagged });
  });
  if (form.ok) return res.redirect(303, paths.deletion(form.value));
  await show(req, res.status(422), place, form);
});

function serve(router: Router, path: string, find: (req: Request) => Promise<Place>): void {
  router.get(path, async (req, res) => {
    const place = await find(req);
    const form = await submit(RulesForm, await asked(req, place), (rules) =>
      result(place, rules, req),
    );
    await show(req, form.ok ? res : res.status(422), place, form);
  });

  router.post(`${path}/rules`, async (req, res) => {
    const place = await find(req);
    const form = await submit(RulesForm, req.body, async (rules) => {
      await saveRules(audit(req), place, rules);
      return rules;
    });
    if (!form.ok) return show(req, res.status(422), place, form);

    flash(req, form.value.nightly ? nightlyFrom : "The rules are saved. Nothing goes by itself.");
    res.redirect(303, addressOf(place));
  });

  router.post(`${path}/rules/removal`, button, async (req, res) => {
    const place = await find(req);
    await dropRules(audit(req), place);
    flash(req, "It has no rules of its own any more.");
    res.redirect(303, addressOf(place));
  });
}

const nightlyFrom = "The rules are saved. They are carried out each night at 03:00 UTC.";
const suggested = { newest: "10", pushedDays: "30", minors: "on" };

/** The rules to try: those that were typed, those that hold, or some to begin with. */
async function asked({ query }: Request, place: Place): Promise<object> {
  const typed = Object.entries(query).filter(([name]) => name in fieldsOf(RulesForm));
  if (typed.length > 0) return Object.fromEntries(typed);
  const held = await rulesFor(place);
  return held ? typedBy(held.rules) : suggested;
}

function typedBy({ latestOfMinor, deleteAllMatching, nightly, ...rules }: Rules) {
  const ticked = {
    ...(latestOfMinor && { minors: "on" }),
    ...(deleteAllMatching && { deleteAllMatching: "on" }),
    ...(nightly && { nightly: "on" }),
  };
  const pairs = Object.entries(rules).map(([name, value]) => [name, String(value ?? "")]);
  return { ...Object.fromEntries(pairs), ...ticked };
}

/** What would become of each tag of a repository, or of how many in each repository. */
async function result(place: Place, rules: Rules, { query }: Request) {
  if (place.kind !== "repository")
    return {
      decisions: [],
      untagged: 0,
      page: await tryRules(place, rules, PageQuery.parse(query)),
    };
  const untagged = (await untaggedToGo(place.repository, rules)).length;
  return { decisions: await judgeTags(place.repository.id, rules), untagged, page: null };
}

type Result = Partial<Awaited<ReturnType<typeof result>>>;

async function show(req: Request, res: Response, place: Place, form: Form<unknown>) {
  const given = form.ok ? ((await asked(req, place)) as Record<string, unknown>) : form.values;
  const { decisions = [], untagged = 0, page = null } = (form.ok ? form.value : {}) as Result;
  res.render("lifecycle/retention/rules", {
    place,
    held: await rulesFor(place),
    form: form.ok ? blank(given) : form,
    decisions,
    untagged,
    page,
    given,
    address: (params: Query = {}) => addressOf(place, params),
  });
}

function addressOf(place: Place, params: Query = {}): string {
  if (place.kind === "registry") return paths.registryRetention(place.registry, params);
  return place.kind === "namespace"
    ? paths.namespaceRetention(place.namespace, params)
    : paths.retention(place.repository, params);
}
