import type { z } from "zod";
import type { Provider, ProviderSecrets } from "../../../identity/providers/providers.ts";
import type { ProviderKind } from "../../../platform/db/client.ts";
import { NotFound } from "../../../platform/errors.ts";
import type { commonOf } from "./schemas.ts";

/** What the form of a provider says. */
export interface ProviderInput extends ReturnType<typeof commonOf> {
  settings: object;
  /** The secrets that were entered. Those that were left empty are not in it. */
  secrets: ProviderSecrets;
}

export interface NewProviderInput {
  slug: string;
  input: ProviderInput;
}

type Named = { label: string; value: string };

/** One step of a test. */
export interface Fact {
  ok: boolean | null; // null: possible without, but something does not work then
  text: string;
}

/** What a test of a provider found, and what it sent about the person who was asked for. */
export interface Tested {
  facts: Fact[];
  read?: { name: string; value: string }[]; // as Portus understands it
  sent?: { name: string; value: string }[];
}

/** How providers of one kind are shown and changed on the admin pages. */
export interface Kind {
  form: z.ZodType<ProviderInput>;
  newForm: z.ZodType<NewProviderInput>;
  fields: string; // the view with the fields of its settings
  blank: Record<string, unknown>; // the fields of a new one
  /** The fields of its settings, without secrets. */
  values(provider: Provider): Record<string, unknown>;
  /** Its settings in words, for a provider that pages can't change. */
  described(provider: Provider): Named[];
  /** Where the provider is, for the list. */
  place(provider: Provider): string;
  /** What must be entered at the provider. */
  addresses(provider: Provider): { label: string; address: string }[];
  /** The secret that settings need, and its field; null if they need none. */
  secretFor(settings: object): { name: string; field: string; missing: string } | null;
  /** Whether a change sends the secret to another place, so that it must be entered again. */
  moves(before: object, after: object): boolean;
  /** What is wrong with settings that each field allows by itself, such as an address that the guard refuses. */
  problems(settings: object): Promise<Record<string, string>>;
  /** A group as mappings name it. */
  groupName(written: string): string;
  groupHint: string; // how a group is written in a mapping
  /** Whether a test can be asked about a person by their user name. */
  asksForName: boolean;
  test(provider: Provider, name: string): Promise<Tested>;
}

interface KnownKind {
  label: string;
  load: () => Promise<Kind>; // with the libraries of its protocol
}

const kinds: Partial<Record<ProviderKind, KnownKind>> = {
  oidc: {
    label: "OpenID Connect",
    load: async () => (await import("./oidc-kind.ts")).oidcKind,
  },
  ldap: {
    label: "LDAP or Active Directory",
    load: async () => (await import("./ldap-kind.ts")).ldapKind,
  },
};

/** The kinds that can be added on the pages. */
export const kindNames = Object.keys(kinds) as ProviderKind[]; // the keys of a literal

/** The kind that an address names; undefined if pages can't add such providers. */
export const kindNamed = (name: string): ProviderKind | undefined =>
  kindNames.find((kind) => kind === name);

export const labelOf = (kind: ProviderKind): string => kinds[kind]?.label ?? kind;

/** How providers of a kind are shown and changed. Throws NotFound if pages can't. */
export async function loadKind(kind: ProviderKind): Promise<Kind> {
  const found = kinds[kind];
  if (!found) throw new NotFound("sign-in provider");
  return found.load();
}
