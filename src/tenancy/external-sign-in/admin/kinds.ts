import type { z } from "zod";
import type { Fact } from "../../../identity/providers/oidc/probe.ts";
import type { Provider, ProviderSecrets } from "../../../identity/providers/providers.ts";
import type { ProviderKind } from "../../../platform/db/client.ts";
import { oidcKind } from "./oidc-kind.ts";
import type { commonOf } from "./schemas.ts";

/** What the form of a provider says. */
export interface ProviderInput extends ReturnType<typeof commonOf> {
  settings: object;
  /** The secrets that were entered. Those that were left empty are not in it. */
  secrets: ProviderSecrets;
}

/** How providers of one kind are shown and changed on the admin pages. */
export interface Kind {
  label: string;
  form: z.ZodType<ProviderInput>;
  fields: string; // the view with the fields of its settings
  blank: Record<string, unknown>; // the fields of a new one
  /** The fields of its settings, without secrets. */
  values(provider: Provider): Record<string, unknown>;
  /** Where the provider is, for the list. */
  place(provider: Provider): string;
  /** What must be entered at the provider, or null if nothing. */
  addresses(provider: Provider): { label: string; address: string }[];
  /** Whether a change sends secrets to another place, so that they must be entered again. */
  moves(before: object, after: object): boolean;
  check(provider: Provider): Promise<Fact[]>;
}

const kinds: Partial<Record<ProviderKind, Kind>> = { oidc: oidcKind };

export const kindOf = (name: string): Kind | undefined =>
  Object.hasOwn(kinds, name) ? kinds[name as ProviderKind] : undefined; // hasOwn proves it

/** The kinds that can be added on the pages. */
export const kindNames = Object.entries(kinds).map(([name, { label }]) => ({ name, label }));
