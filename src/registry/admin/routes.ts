import { type Request, type Response, Router } from "express";
import { actor, audit, requireRecentSignIn } from "../../identity/actor/request.ts";
import type { Registry } from "../../platform/db/client.ts";
import { blank, button, Nothing, submit } from "../../platform/http/input/form.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../platform/http/pages/confirm.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { reachability } from "../client/reachability.ts";
import { endPreviousEventsSecret, rotateEventsSecret, secretStateOf } from "../events-secrets.ts";
import { findRegistry, isDefaultRegistry, listRegistries, updateRegistry } from "../registries.ts";
import { RegistryForm } from "./schemas.ts";

/** The pages of registries under /admin: their settings and whether they are reachable. */
export const administration = Router();

administration.get("/registries", async (req, res) => {
  const registries = await listRegistries(actor(req));
  const problems = await Promise.all(registries.map((registry) => reachability(registry)));
  const rows = registries.map((registry, at) => ({ ...registry, problem: problems[at] }));
  res.render("registry/admin/index", { rows });
});

administration.get("/registries/:id", async (req, res) => {
  const registry = await findRegistry(actor(req), idIn(req.params, "registry"));
  await show(res, registry, blank(formOf(registry)));
});

administration.post("/registries/:id", requireRecentSignIn, async (req: Request, res) => {
  const before = await findRegistry(actor(req), idIn(req.params, "registry"));
  const fixed = isDefaultRegistry(before) ? hostsOf(before) : {};
  const form = await submit(RegistryForm, { ...req.body, ...fixed }, (input) =>
    updateRegistry(audit(req), before.id, input),
  );
  if (!form.ok) return show(res.status(422), before, form);

  flash(req, `The registry ${form.value.name} is saved.`);
  res.redirect(303, paths.registry(before));
});

/** Answers with a page instead of a redirect, because the secret is shown only once. */
administration.post("/registries/:id/events-secret", requireRecentSignIn, async (req, res) => {
  const before = await findRegistry(actor(req), idIn(req.params, "registry"));
  const form = await submit(Nothing, req.body, () => rotateEventsSecret(audit(req), before.id));
  if (!form.ok)
    return show(res.status(422), before, { ...blank(formOf(before)), errors: form.errors });
  res.set("Cache-Control", "no-store").render("registry/admin/events-secret", form.value);
});

administration.post("/registries/:id/events-secret/previous/deletion", button, async (req, res) => {
  const before = await findRegistry(actor(req), idIn(req.params, "registry"));
  if (askUnlessConfirmed(req, res, { ...ending, cancel: paths.registry(before) })) return;
  const form = await submit(Nothing, {}, () => endPreviousEventsSecret(audit(req), before.id));
  if (!form.ok)
    return show(res.status(422), before, { ...blank(formOf(before)), errors: form.errors });
  flash(req, "Only the newest events secret is accepted now.");
  res.redirect(303, paths.registry(before));
});

const ending = {
  title: "End the earlier events secret?",
  text: "Notifications with the earlier secret will be refused. End it only if the registry sends the new one: what it cannot deliver is lost when it restarts.",
  button: "End the earlier secret",
};

async function show(res: Response, registry: Registry, form: object): Promise<void> {
  const problem = await reachability(registry);
  const fixed = isDefaultRegistry(registry);
  const secret = secretStateOf(registry);
  res.render("registry/admin/edit", { registry, form, problem, fixed, secret });
}

function hostsOf({ hostname, url, externalHostname }: Registry) {
  return { hostname, url, external_hostname: externalHostname };
}

function formOf(registry: Registry) {
  const { name, ca, pin } = registry;
  return { name, ca, pin, ...hostsOf(registry) };
}
