import type { z } from "zod";
import type { Config } from "../../../platform/config/config.ts";

const declaredSlug = "directory";

/** The directory that the environment declares, as it is stored; null if it declares none. Throws if it can't be one. */
export async function declaredDirectory({ ldap }: Pick<Config, "ldap">) {
  if (!ldap) return null;
  const { LdapSettings } = await import("./settings.ts");
  const { groupName } = await import("./groups.ts");
  const parsed = LdapSettings.safeParse(ldap.settings);
  if (!parsed.success)
    throw new Error(`Fix these settings:\n  ${problemsOf(parsed.error).join("\n  ")}`);
  const { adminBase } = parsed.data;
  return {
    kind: "ldap",
    slug: declaredSlug,
    name: ldap.name,
    newAccounts: "anyone", // below the base, if the filter matches
    settings: parsed.data,
    secrets: ldap.password ? { password: ldap.password } : {},
    adminGroups: [ldap.adminGroup, adminBase].filter((it) => it !== null).map(groupName),
  } as const;
}

const problemsOf = ({ issues }: z.ZodError) =>
  issues.map(({ path: [field = ""], message }) => `${variableOf(field)}: ${message}`);

/** The variable of a setting. */
function variableOf(field: PropertyKey): string {
  const names: Record<string, string> = {
    servers: "HOSTNAME",
    port: "PORT",
    base: "BASE",
    adminBase: "ADMIN_BASE",
    groupBase: "GROUP_BASE",
    filter: "FILTER",
    uid: "UID",
    key: "KEY",
    bindDn: "AUTHENTICATION_BIND_DN",
    bindPattern: "BIND_PATTERN",
    emailAttribute: "GUESS_EMAIL_ATTR",
    ca: "ENCRYPTION_OPTIONS_CA_FILE",
  };
  return `PORTUS_LDAP_${names[String(field)] ?? String(field).toUpperCase()}`;
}
