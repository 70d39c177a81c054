import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { actor, audit, requireRecentSignIn } from "../../../identity/actor/request.ts";
import { secondFactorRule } from "../../../identity/actor/second-factor.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import {
  countWithoutSecondFactor,
  RuleForm,
  setSecondFactorRule,
} from "../../../identity/second-factor/rule.ts";
import { config } from "../../../platform/config/config.ts";
import type { ProviderKind } from "../../../platform/db/client.ts";
import { NotFound } from "../../../platform/errors.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { kindNamed, kindNames, labelOf, loadKind } from "../admin/kinds.ts";
import { presetOf, presets } from "../admin/presets.ts";
import { createProvider, listAllProviders } from "../admin/providers.ts";
import { providerPages } from "./provider.ts";

/** How people sign in, under /admin/sign-in: the providers, and the rule for second factors. */
export const administration = Router();

administration.get("/", async (req, res) => {
  await showAll(req, res, null);
});

administration.post("/policy/second-factor", requireRecentSignIn, async (req, res) => {
  const form = await submit(RuleForm, req.body, (rule) => setSecondFactorRule(audit(req), rule));
  if (!form.ok) return showAll(req, res.status(422), form);
  flash(req, "Saved. It applies at once, or from the day on that you chose.");
  res.redirect(303, paths.signInProviders());
});

async function showAll(req: Request, res: Response, form: object | null): Promise<void> {
  const rows = [];
  for (const provider of await listAllProviders(actor(req)))
    rows.push({ ...provider, ...(await summaryOf(provider)) });
  const { who, from } = await secondFactorRule();
  res.render("tenancy/external-sign-in/admin/index", {
    rows,
    form: form ?? blank({ who, from: from?.toISOString().slice(0, 10) ?? "" }),
    isDeclared: config.secondFactor !== null,
    without: await countWithoutSecondFactor(),
  });
}

administration.get("/new", (_req, res) => {
  const kinds = kindNames.map((kind) => ({
    kind,
    label: labelOf(kind),
    presets: presets.filter((preset) => preset.kind === kind),
  }));
  res.render("tenancy/external-sign-in/admin/choose", { kinds });
});

const NewQuery = z.object({
  preset: z
    .enum(presets.map(({ id }) => id))
    .optional()
    .catch(undefined),
});

administration.get("/new/:kind", async (req, res) => {
  await showNew(req, res, null);
});

administration.post("/new/:kind", requireRecentSignIn, async (req, res) => {
  const kind = kindIn(req.params);
  const { newForm } = await loadKind(kind);
  const form = await submit(newForm, req.body, (input) => createProvider(audit(req), kind, input));
  if (!form.ok) return showNew(req, res.status(422), form);
  flash(req, `${form.value.name} is saved. ${nextStep[kind] ?? ""}`);
  res.redirect(303, paths.signInProvider(form.value));
});

const nextStep: Partial<Record<ProviderKind, string>> = {
  oidc: "Enter the addresses below there, then test it.",
  ldap: "Test it with a user name.",
};

administration.use(providerPages); // after /new, which is no ID

async function showNew(req: Request<{ kind: string }>, res: Response, form: object | null) {
  const name = kindIn(req.params);
  const kind = await loadKind(name);
  const preset = presetOf(name, readPageQuery(res, NewQuery).preset);
  res.render("tenancy/external-sign-in/admin/new", {
    kind,
    name,
    preset,
    form: form ?? blank({ ...kind.blank, ...preset?.values }),
  });
}

async function summaryOf(provider: Provider) {
  const kind = kindNamed(provider.kind);
  const place = kind ? (await loadKind(kind)).place(provider) : "";
  return { label: labelOf(provider.kind), place };
}

function kindIn({ kind }: { kind: string }): ProviderKind {
  const found = kindNamed(kind);
  if (!found) throw new NotFound("kind of sign-in provider");
  return found;
}
