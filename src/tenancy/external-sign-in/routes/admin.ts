import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { actor, audit, requireRecentSignIn } from "../../../identity/actor/request.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import { text } from "../../../platform/bounded-text.ts";
import type { ProviderKind } from "../../../platform/db/client.ts";
import { NotFound } from "../../../platform/errors.ts";
import { blank, button, Nothing, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { kindNamed, kindNames, labelOf, loadKind, type Tested } from "../admin/kinds.ts";
import { presetOf, presets } from "../admin/presets.ts";
import {
  changeProvider,
  createProvider,
  deleteProvider,
  findAnyProvider,
  listAllProviders,
} from "../admin/providers.ts";
import { MappingForm } from "../admin/schemas.ts";
import { addMapping, listMappings, removeMapping } from "../mappings.ts";

/** The sign-in providers under /admin/sign-in. What is special of a kind is in ../admin/kinds.ts. */
export const administration = Router();

administration.get("/", async (req, res) => {
  const providers = await listAllProviders(actor(req));
  const rows = [];
  for (const provider of providers) rows.push({ ...provider, ...(await summaryOf(provider)) });
  res.render("tenancy/external-sign-in/admin/index", { rows });
});

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

administration.get("/:id", async (req, res) => {
  const provider = await providerIn(req);
  await show(res, provider, {});
});

administration.post("/:id", requireRecentSignIn, async (req: Request<{ id: string }>, res) => {
  const provider = await providerIn(req);
  const { form: schema } = await loadKind(provider.kind);
  const form = await submit(schema, req.body, (input) =>
    changeProvider(audit(req), provider, input),
  );
  if (!form.ok) return show(res.status(422), provider, { form });
  flash(req, "Saved.");
  res.redirect(303, paths.signInProvider(provider));
});

const PersonForm = z.object({ username: text(255).default("") });
const NobodyForm = Nothing.transform(() => ({ username: "" }));

administration.post("/:id/test", async (req: Request<{ id: string }>, res) => {
  const provider = await providerIn(req);
  const kind = await loadKind(provider.kind);
  const schema = kind.asksForName ? PersonForm : NobodyForm;
  const asked = await submit(schema, req.body, async ({ username }) => ({
    username,
    tested: await kind.test(provider, username),
  }));
  if (!asked.ok) return show(res.status(422), provider, { asked });
  const { tested, ...values } = asked.value;
  await show(res, provider, { asked: blank(values), tested });
});

administration.post(
  "/:id/mappings",
  requireRecentSignIn,
  async (req: Request<{ id: string }>, res) => {
    const provider = await providerIn(req);
    const { groupName } = await loadKind(provider.kind);
    const mapping = await submit(MappingForm, req.body, ({ group, target }) =>
      addMapping(audit(req), provider, { group: groupName(group), target }),
    );
    if (!mapping.ok) return show(res.status(422), provider, { mapping });
    flash(req, "Added. People who are in the group get it within a minute.");
    res.redirect(303, paths.signInProvider(provider));
  },
);

administration.post(
  "/:id/mappings/:mapping/removal",
  button,
  async (req: Request<{ id: string; mapping: string }>, res) => {
    const provider = await providerIn(req);
    const mapping = await submit(Nothing, {}, () =>
      removeMapping(audit(req), provider, idIn({ id: req.params.mapping }, "mapping")),
    );
    if (!mapping.ok) return show(res.status(422), provider, { mapping });
    flash(req, "Removed. What it gave ends within a minute.");
    res.redirect(303, paths.signInProvider(provider));
  },
);

administration.post(
  "/:id/deletion",
  requireRecentSignIn,
  button,
  async (req: Request<{ id: string }>, res) => {
    const provider = await providerIn(req);
    const people = (await listAllProviders(actor(req))).find(({ id }) => id === provider.id);
    const count = people?._count.identities ?? 0;
    if (askUnlessConfirmed(req, res, question(provider, count))) return;
    await deleteProvider(audit(req), provider);
    flash(req, `${provider.name} is deleted.`);
    res.redirect(303, paths.signInProviders());
  },
);

const question = (provider: Provider, count: number) => ({
  title: `Delete ${provider.name}?`,
  text: `${plural(count, "account is", "accounts are")} connected to it. They stay, without the roles that its groups gave. Those without a password can no longer sign in.`,
  button: "Delete the provider",
  cancel: paths.signInProvider(provider),
});

const providerIn = (req: Request<{ id: string }>) =>
  findAnyProvider(actor(req), idIn(req.params, "sign-in provider"));

function kindIn({ kind }: { kind: string }): ProviderKind {
  const found = kindNamed(kind);
  if (!found) throw new NotFound("kind of sign-in provider");
  return found;
}

interface Shown {
  form?: object;
  mapping?: object;
  asked?: object;
  tested?: Tested;
}

async function show(res: Response, provider: Provider, shown: Shown): Promise<void> {
  const kind = await loadKind(provider.kind);
  const { name, enabled, newAccounts, accountGroups, accountDomains, trustsEmail } = provider;
  res.render("tenancy/external-sign-in/admin/edit", {
    provider,
    kind,
    label: labelOf(provider.kind),
    form: blank({
      name,
      enabled,
      new_accounts: newAccounts,
      account_groups: accountGroups.join("\n"),
      account_domains: accountDomains.join("\n"),
      trusts_email: trustsEmail,
      ...kind.values(provider),
    }),
    mapping: blank({ role: "viewer" }),
    asked: blank(),
    tested: null,
    ...shown,
    mappings: await listMappings(provider.id),
    addresses: kind.addresses(provider),
    example: presetOf(provider.kind, undefined)?.example ?? "",
    described: provider.declared ? kind.described(provider) : [],
  });
}
