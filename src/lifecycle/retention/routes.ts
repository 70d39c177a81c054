import { type Request, type RequestHandler, type Response, Router } from "express";
import { actor, audit } from "../../identity/actor/request.ts";
import { accept } from "../../platform/http/input/body.ts";
import {
  blank,
  button,
  fieldsIn,
  readForm,
  sentFields,
  submit,
} from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { idIn, nameIn } from "../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../platform/http/pages/confirm.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { nightlyTime } from "../times.ts";
import { convertFields } from "./conversion.ts";
import { planByRules } from "./delete-tags.ts";
import { type Form, type Found, referenceTo, rulesPage } from "./page.ts";
import { fieldsToPreview, previewRules } from "./preview.ts";
import { ensureOwnRules, removeRules, saveRules } from "./saved-rules.ts";
import { NightlyQuery, PreviewQuery, RulesForm } from "./schemas.ts";
import { namespaceScope, registryScope, repositoryScope, type Scope } from "./scope.ts";
import { removalWarning } from "./sentences.ts";

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
  const asked = readPageQuery(res, PreviewQuery);
  const given = await fieldsToPreview(scope, fieldsIn(RulesForm, req.query));
  const form = await submit(RulesForm, given, async () => {
    const converted = asked.convert ? await convertFields(actor(req), scope, given) : null;
    const { fields, notes } = converted ?? { fields: given, notes: [] };
    return { fields, notes, preview: await previewRules(scope, accept(RulesForm, fields), asked) };
  });
  if (!form.ok) return show(res.status(422), scope, form);
  const { fields, notes, preview } = form.value;
  await show(res, scope, blank(fields), { preview, notes });
}

async function save(req: Request, res: Response, scope: Scope): Promise<void> {
  const asked = await readForm(NightlyQuery, req.query);
  const fields = sentFields(req);
  if (!asked.ok) return show(res.status(422), scope, { values: fields, errors: asked.errors });
  const body = { ...fields, ...asked.value };
  const form = await submit(RulesForm, body, async (rules) => {
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
async function show(res: Response, scope: Scope, form: Form, found?: Found): Promise<void> {
  res.render(
    "lifecycle/retention/rules",
    await rulesPage(actor(res.req), scope, { form, ...found }),
  );
}
