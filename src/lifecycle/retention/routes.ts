import { type Request, type RequestHandler, type Response, Router } from "express";
import { repositoryTabs } from "../../catalogue/repositories/tabs.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { actor, audit } from "../../identity/actor/request.ts";
import { blank, button, fieldsIn, submit } from "../../platform/http/input/form.ts";
import { idIn, nameIn } from "../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../platform/http/pages/confirm.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { namespaceReference, referenceOf } from "../../platform/reference.ts";
import { namespaceHead } from "../../tenancy/namespaces/tabs.ts";
import { nightlyTime } from "../times.ts";
import { planByRules } from "./delete-tags.ts";
import { fieldsToPreview, nothingPreviewed, type Preview, previewRules } from "./preview.ts";
import { ensureOwnRules, removeRules, rulesInForce, saveRules } from "./saved-rules.ts";
import { PreviewQuery, RulesForm } from "./schemas.ts";
import { namespaceScope, registryScope, repositoryScope, type Scope } from "./scope.ts";
import { inForceSentence, removalWarning } from "./sentences.ts";

/** Retention rules: previewed on the page, then saved for every night, or run once as a deletion plan. */
export const retention = Router();
export const namespaceRetention = Router();
export const registryRetention = Router();

retention.get("/*name/-/retention", at(inRepository, preview));
retention.post("/*name/-/retention/rules", at(inRepository, save));
retention.post("/*name/-/retention/rules/removal", button, at(inRepository, remove));

namespaceRetention.get("/:id/retention", at(inNamespace, preview));
namespaceRetention.post("/:id/retention/rules", at(inNamespace, save));
namespaceRetention.post("/:id/retention/rules/removal", button, at(inNamespace, remove));

registryRetention.get("/registries/:id/retention", at(inRegistry, preview));
registryRetention.post("/registries/:id/retention/rules", at(inRegistry, save));
registryRetention.post("/registries/:id/retention/rules/removal", button, at(inRegistry, remove));

retention.post("/*name/-/retention", async (req, res) => {
  const scope = await inRepository(req);
  const form = await submit(RulesForm, req.body, (rules) =>
    planByRules(audit(req), scope.repository, rules),
  );
  if (form.ok) return res.redirect(303, paths.deletion(form.value));
  await show(res.status(422), scope, form);
});

/** The handler that acts on the place that a request names. */
function at(find: (req: Request) => Promise<Scope>, act: typeof preview): RequestHandler {
  return async (req, res) => act(req, res, await find(req));
}

function inRepository(req: Request) {
  return repositoryScope(actor(req), nameIn(req.params));
}

function inNamespace(req: Request) {
  return namespaceScope(actor(req), idIn(req.params, "namespace"));
}

function inRegistry(req: Request) {
  return registryScope(actor(req), idIn(req.params, "registry"));
}

async function preview(req: Request, res: Response, scope: Scope): Promise<void> {
  const fields = await fieldsToPreview(scope, fieldsIn(RulesForm, req.query));
  const form = await submit(RulesForm, fields, (rules) =>
    previewRules(scope, rules, PreviewQuery.parse(req.query)),
  );
  if (!form.ok) return show(res.status(422), scope, form);
  await show(res, scope, blank(fields), form.value);
}

async function save(req: Request, res: Response, scope: Scope): Promise<void> {
  const form = await submit(RulesForm, req.body, async (rules) => {
    await saveRules(audit(req), scope, rules);
    return rules;
  });
  if (!form.ok) return show(res.status(422), scope, form);

  flash(req, form.value.nightly ? nightlyFrom : "Rules saved. Nothing is deleted automatically.");
  res.redirect(303, paths.retentionOf(scope));
}

async function remove(req: Request, res: Response, scope: Scope): Promise<void> {
  await ensureOwnRules(scope);
  if (askUnlessConfirmed(req, res, removal(scope))) return;
  await removeRules(audit(req), scope);
  flash(req, "Rules removed.");
  res.redirect(303, paths.retentionOf(scope));
}

const removal = (scope: Scope) => ({
  title: `Remove the rules of ${referenceTo(scope)}?`,
  text: removalWarning(scope, referenceTo(scope)),
  button: "Remove these rules",
  cancel: paths.retentionOf(scope),
});

const nightlyFrom = `Rules saved. They run every night at ${nightlyTime}.`;

/** The page of the rules; a refused form shows its input and errors instead of a preview. */
async function show(
  res: Response,
  scope: Scope,
  form: { values: Record<string, unknown> },
  preview: Preview = nothingPreviewed,
): Promise<void> {
  const inForce = await rulesInForce(scope);
  const name = referenceTo(scope);
  res.render("lifecycle/retention/rules", {
    scope,
    name,
    heading: headingOf(actor(res.req), scope),
    inForce,
    sentence: inForceSentence(scope, name, inForce),
    warning: removalWarning(scope, name),
    form,
    given: form.values,
    ...preview,
  });
}

function headingOf(actor: Actor, scope: Scope) {
  const title = "Retention";
  if (scope.kind === "namespace") return namespaceHead(scope.namespace, actor, title);
  const crumbs = [{ label: referenceTo(scope), href: placeOf(scope) }];
  if (scope.kind === "registry") return { title, crumbs };
  return { title, crumbs, tabs: repositoryTabs(scope.repository, actor, "Settings") };
}

function referenceTo(scope: Scope): string {
  if (scope.kind === "registry") return scope.registry.name;
  return scope.kind === "namespace"
    ? namespaceReference(scope.namespace)
    : referenceOf(scope.repository);
}

function placeOf(scope: Exclude<Scope, { kind: "namespace" }>): string {
  return scope.kind === "registry"
    ? paths.registry(scope.registry)
    : paths.repository(scope.repository);
}
