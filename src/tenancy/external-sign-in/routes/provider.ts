import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { actor, audit, requireRecentSignIn } from "../../../identity/actor/request.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import { text } from "../../../platform/bounded-text.ts";
import { blank, button, Nothing, submit } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { labelOf, loadKind, type Tested } from "../admin/kinds.ts";
import { presetOf } from "../admin/presets.ts";
import {
  changeProvider,
  deleteProvider,
  findAnyProvider,
  listAllProviders,
} from "../admin/providers.ts";
import { MappingForm } from "../admin/schemas.ts";
import { addMapping, listMappings, removeMapping } from "../mappings.ts";

/** A sign-in provider under /admin/sign-in/ID. What is special of a kind is in ../admin/kinds.ts. */
export const providerPages = Router();

providerPages.get("/:id", async (req, res) => {
  const provider = await providerIn(req);
  await show(res, provider, {});
});

providerPages.post(
  "/:id/settings",
  requireRecentSignIn,
  async (req: Request<{ id: string }>, res) => {
    const provider = await providerIn(req);
    const { form: schema } = await loadKind(provider.kind);
    const form = await submit(schema, req.body, (input) =>
      changeProvider(audit(req), provider, input),
    );
    if (!form.ok) return show(res.status(422), provider, { form });
    flash(req, "Saved.");
    res.redirect(303, paths.signInProvider(provider));
  },
);

const PersonForm = z.object({ username: text(255).default("") });
const NobodyForm = Nothing.transform(() => ({ username: "" }));

providerPages.post("/:id/test", async (req: Request<{ id: string }>, res) => {
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

providerPages.post(
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

providerPages.post(
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

providerPages.post(
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
