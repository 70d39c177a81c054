import type { ProviderKind } from "../../../platform/db/client.ts";

/** A product, with what its form is filled with and an example of its address. */
export interface Preset {
  id: string;
  kind: ProviderKind;
  label: string;
  example: string; // of the issuer or the server
  values: Readonly<Record<string, unknown>>;
  note?: string; // what is special at this product
  /** Whether the form shows the Google Workspace domain among the first fields. */
  asksForDomain?: boolean;
}

const oidc = (preset: Omit<Preset, "kind">): Preset => ({ kind: "oidc", ...preset });
const named = (name: string, slug: string) => ({ name, slug });

/** The products of docs/sign-in-oidc.md and docs/sign-in-ldap.md, the general one of each kind last. */
export const presets: readonly Preset[] = [
  oidc({
    id: "keycloak",
    label: "Keycloak",
    example: "https://login.example.org/realms/main",
    values: { ...named("Keycloak", "keycloak"), strip_leading_slash: true },
    note: "Add a mapper “Group Membership” with the claim groups, and give people the role offline_access.",
  }),
  oidc({
    id: "entra",
    label: "Microsoft Entra ID",
    example: "https://login.microsoftonline.com/TENANT-ID/v2.0",
    values: named("Microsoft", "entra"),
    note: "Groups arrive as object IDs, and only up to 200 of a person. Above that, use app roles with the claim roles.",
  }),
  oidc({
    id: "okta",
    label: "Okta",
    example: "https://example.okta.com",
    values: named("Okta", "okta"),
    note: "Add a groups claim with a filter, and the grant Refresh token.",
  }),
  oidc({
    id: "google",
    label: "Google",
    example: "https://accounts.google.com",
    values: {
      ...named("Google", "google"),
      issuer: "https://accounts.google.com",
      groups_claim: "",
      parameters: "access_type=offline\nprompt=consent",
    },
    note: "Google sends no groups. Enter the domain of your organization, or other Google accounts can sign in.",
    asksForDomain: true,
  }),
  oidc({
    id: "authentik",
    label: "Authentik",
    example: "https://login.example.org/application/o/portus/",
    values: named("Authentik", "authentik"),
    note: "The issuer ends with a slash. Add the scope mapping offline_access.",
  }),
  oidc({
    id: "dex",
    label: "Dex",
    example: "https://dex.example.org",
    values: named("Dex", "dex"),
    note: "The connector behind Dex decides whether there are groups.",
  }),
  oidc({
    id: "gitlab",
    label: "GitLab",
    example: "https://gitlab.example.org",
    values: { ...named("GitLab", "gitlab"), groups_claim: "groups_direct" },
    note: "Create an application there with the scopes openid, profile and email.",
  }),
  oidc({
    id: "cognito",
    label: "Amazon Cognito",
    example: "https://cognito-idp.eu-central-1.amazonaws.com/POOL",
    values: { ...named("Cognito", "cognito"), groups_claim: "cognito:groups" },
  }),
  oidc({
    id: "other",
    label: "Another OpenID provider",
    example: "https://login.example.org",
    values: {},
  }),
  {
    id: "active-directory",
    kind: "ldap",
    label: "Active Directory",
    example: "dc1.corp.example.org",
    values: {
      ...named("Active Directory", "active-directory"),
      uid: "sAMAccountName",
      key: "objectGUID",
      filter: "(objectCategory=person)",
      group_style: "in_chain",
    },
    note: "The bind DN may also be CORP\\portus or portus@corp.example.org.",
  },
  {
    id: "ldap",
    kind: "ldap",
    label: "OpenLDAP or another directory",
    example: "ldap.example.org",
    values: named("Directory", "ldap"),
  },
];

/** The preset of a kind with an id; the general one of the kind if there is none. */
export function presetOf(kind: ProviderKind, id: string | undefined): Preset | undefined {
  const all = presets.filter((preset) => preset.kind === kind);
  return all.find((preset) => preset.id === id) ?? all.at(-1);
}
