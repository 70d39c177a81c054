import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { actor, audit, requireRecentSignIn } from "../../../identity/actor/request.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import type { ProviderKind } from "../../../platform/db/client.ts";
import { NotFound } from "../../../platform/errors.ts";
import { blank, button, parseForm, submit, takeField } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { type Kind, kindNames, kindOf } from "../admin/kinds.ts";
import {
  changeProvider,
  createProvider,
  deleteProvider,
  findAnyProvider,
  kindOfProvider,
  listAllProviders,
} from "../admin/providers.ts";
import { MappingForm, Slug } from "../admin/schemas.ts";
import { addMapping, listMappings, removeMapping } from "../mappings.ts";

/** The sign-in providers under /admin/sign-in. What is special of a kind is in ../admin/kinds.ts. */
export const administration = Router();

administration.get("/", async (req, res) => {
  const providers = await listAllProviders(actor(req));
  const rows = providers.map((provider) => {
    const kind = kindOf(provider.kind);
    return { ...provider, label: kind?.label ?? provider.kind, place: kind?.place(provider) ?? "" };
  });
  res.render("tenancy/external-sign-in/admin/index", { rows, kinds: kindNames });
});

administration.get("/new/:kind", (req, res) => {
  const kind = kindIn(req.params);
  res.render("tenancy/external-sign-in/admin/new", {
    kind,
    name: req.params.kind,
    form: blank({ new_accounts: "nobody", ...kind.blank }),
  });
});

administration.post("/new/:kind", requireRecentSignIn, async (req, res) => {
  const kind = kindIn(req.params);
  const { form: schema } = kind;
  const name = req.params.kind;
  const slug = takeField(req, "slug") ?? "";
  const form = await submit(schema, req.body, async (input) => {
    const checked = parseForm(z.object({ slug: Slug }), { slug });
    return createProvider(audit(req), { kind: name as ProviderKind, slug: checked.slug, input }); // kindIn() proves it
  });
  if (!form.ok)
    return res.status(422).render("tenancy/external-sign-in/admin/new", {
      kind,
      name,
      form: { ...form, values: { ...form.values, slug } },
    });
  flash(req, `${form.value.name} is saved. Enter the addresses below there, then test it.`);
  res.redirect(303, paths.signInProvider(form.value));
});

administration.get("/:id", async (req, res) => {
  const provider = await providerIn(req);
  await show(res, provider, {});
});

administration.post("/:id", requireRecentSignIn, async (req: Request<{ id: string }>, res) => {
  const provider = await providerIn(req);
  const { form: schema } = kindOfProvider(provider);
  const form = await submit(schema, req.body, (input) =>
    changeProvider(audit(req), provider, input),
  );
  if (!form.ok) return show(res.status(422), provider, { form });
  flash(req, "Saved.");
  res.redirect(303, paths.signInProvider(provider));
});

administration.post("/:id/test", button, async (req: Request<{ id: string }>, res) => {
  const provider = await providerIn(req);
  await show(res, provider, { facts: await kindOfProvider(provider).check(provider) });
});

administration.post(
  "/:id/mappings",
  requireRecentSignIn,
  async (req: Request<{ id: string }>, res) => {
    const provider = await providerIn(req);
    const mapping = await submit(MappingForm, req.body, (input) =>
      addMapping(audit(req), provider, input),
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
    const mapping = await submit(z.strictObject({}), {}, () =>
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

function kindIn({ kind }: { kind: string }): Kind {
  const found = kindOf(kind);
  if (!found) throw new NotFound("kind of sign-in provider");
  return found;
}

interface Shown {
  form?: object;
  mapping?: object;
  facts?: object[];
}

async function show(res: Response, provider: Provider, shown: Shown): Promise<void> {
  const kind = kindOfProvider(provider);
  const { name, enabled, newAccounts, accountGroups, accountDomains, trustsEmail } = provider;
  res.render("tenancy/external-sign-in/admin/edit", {
    provider,
    kind,
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
    facts: null,
    ...shown,
    mappings: await listMappings(provider.id),
    addresses: kind.addresses(provider),
  });
}
