import { Router } from "express";
import { audit, requireRecentSignIn } from "../../identity/actor/request.ts";
import { blank, submit } from "../../platform/http/input/form.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { RegistryForm } from "../../registry/admin/schemas.ts";
import { addRegistry } from "./registries.ts";

/** Adding a registry creates namespaces, so it belongs here; changes are in the registry layer. */
export const registries = Router();

registries.get("/new", (_req, res) => {
  res.render("tenancy/registries/new", { form: blank() });
});

registries.post("/new", requireRecentSignIn, async (req, res) => {
  const form = await submit(RegistryForm, req.body, (input) => addRegistry(audit(req), input));
  if (!form.ok) return res.status(422).render("tenancy/registries/new", { form });

  flash(req, `Registry ${form.value.name} added. Configure it as shown below.`);
  res.redirect(303, paths.registry(form.value));
});
