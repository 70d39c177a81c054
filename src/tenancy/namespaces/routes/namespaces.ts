import { type Request, type Response, Router } from "express";
import { actor, audit } from "../../../identity/actor/request.ts";
import { config } from "../../../platform/config/config.ts";
import { SortQuery } from "../../../platform/db/sorted.ts";
import { ensure } from "../../../platform/errors.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { sortedList, totalOf } from "../../../platform/http/pages/sorted-list.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { knownRegistries } from "../../../registry/known-registries.ts";
import { SuggestionQuery } from "../../teams/schemas.ts";
import { createNamespace, nameRefusal, teamsToCreateIn } from "../create.ts";
import { visibleNamespaces } from "../list.ts";
import { NameQuery, NamespaceForm, NamespacesQuery, NewQuery } from "../schemas.ts";
import { whoMay } from "../sentences.ts";

export const namespaces = Router();

namespaces.get("/", async (req, res) => {
  const query = readPageQuery(res, SortQuery);
  const filters = readPageQuery(res, NamespacesQuery);
  const [page, teams] = await Promise.all([
    visibleNamespaces(actor(req), filters, query),
    teamsToCreateIn(actor(req)),
  ]);
  res.render("tenancy/namespaces/index", {
    ...sortedList(res, { filters, page, path: paths.namespaces }),
    total: await totalOf(page, filters, { noun: "namespace" }),
    describe: (one: Parameters<typeof whoMay>[0]) => whoMay(one, config.rules),
    canCreate: teams.length > 0,
  });
});

namespaces.get("/new", (req, res) => {
  const { team } = readPageQuery(res, NewQuery);
  return showNew(req, res, blank({ name: "", team, visibility: "private", description: "" }));
});

namespaces.post("/", async (req, res) => {
  const form = await submit(NamespaceForm, req.body, (input) => createNamespace(audit(req), input));
  if (!form.ok) return showNew(req, res.status(422), form);

  const { name, registry } = form.value;
  flash(req, `Namespace created. Push to ${registry.hostname}/${name}/…`);
  res.redirect(303, paths.namespace(form.value));
});

/** Whether a name is available, checked while it is typed. */
namespaces.get("/validate", async (req, res) => {
  const { name, registry } = readPageQuery(res, NameQuery);
  const why = await nameRefusal(actor(req), name, registry);
  res.json({ valid: why === null, messages: why === null ? [] : [why] });
});

namespaces.get("/new/suggestions", async (req, res) => {
  const names = await teamsToCreateIn(actor(req), readPageQuery(res, SuggestionQuery).q);
  res.json(names.map((value) => ({ value })));
});

async function showNew(req: Request, res: Response, form: object): Promise<void> {
  const teams = await teamsToCreateIn(actor(req));
  ensure(
    teams.length > 0,
    actor(req).admin
      ? "A namespace belongs to a team, and there is no team yet. Create one first."
      : "You need to be an owner or contributor of a team to create a namespace. Create a team first, or ask an admin.",
  );
  const known = await knownRegistries();
  const registries = known.map(({ id, name }) => ({ value: id, label: name }));
  res.render("tenancy/namespaces/new", { form, teams, registries });
}
