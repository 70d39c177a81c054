import { NotFound } from "../../../platform/errors.ts";
import { findProvider, listProviders, type Provider, secretsOf } from "../providers.ts";
import type { OidcProvider } from "./provider.ts";
import { OidcSettings } from "./settings.ts";

/** An OpenID provider: its row, and as the protocol needs it. */
export interface Found {
  row: Provider;
  oidc: OidcProvider;
}

/** A stored provider as the protocol needs it, with its secret. */
export async function loadOidc(row: Provider): Promise<OidcProvider> {
  const { id, slug, name, declared } = row;
  const { secret = null } = await secretsOf(row);
  return { id, slug, name, declared, settings: OidcSettings.parse(row.settings), secret };
}

/** The enabled OpenID provider with a slug. Throws NotFound. */
export async function findOidc(slug: string): Promise<Found> {
  if (!/^[a-z0-9-]{1,40}$/.test(slug)) throw new NotFound("sign-in provider");
  const row = await findProvider("oidc", slug);
  return { row, oidc: await loadOidc(row) };
}

/** The same, also if it is not enabled. For admins only. */
export async function findOidcToTest(slug: string): Promise<Found> {
  const row = (await listProviders({ kind: "oidc" })).find((it) => it.slug === slug);
  if (!row) throw new NotFound("sign-in provider");
  return { row, oidc: await loadOidc(row) };
}
