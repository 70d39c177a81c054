import type { WithoutEqual } from "../plan.ts";
import { levelOfActions, levels } from "./levels.ts";
import { isUnderstood, namespaceOf } from "./matching.ts";
import type { Configuration, Entry } from "./read.ts";

/** What of the rules can't be a role in a namespace, and why. Such a rule may lower roles, and never gives any. */
export function rulesWithoutEqual(
  acl: readonly Entry[],
  personal: ReadonlySet<string | null>,
): WithoutEqual[] {
  return acl.flatMap((entry, at) => {
    const why = reasonOf(entry, personal);
    return why ? [{ what: `rule ${at + 1}`, why }] : [];
  });
}

function reasonOf({ match, actions }: Entry, personal: ReadonlySet<string | null>): string | null {
  const { account = "*", name, type = "repository", labels = {}, ...others } = match;
  const conditions = Object.keys(others);
  if (conditions.length > 0)
    return `roles do not depend on ${conditions.join(" or ").slice(0, 100)}. Application tokens can be limited to addresses`;
  if (type !== "repository")
    return type === "registry"
      ? "Portus lists the catalogue for each person itself"
      : "it is not only about repositories";
  if (![account, ...Object.values(labels)].every(isUnderstood))
    return "the pattern of its people is not one that Portus reads";
  if (actions.length > 0 && levelOfActions(actions) === levels.none)
    return "anyone who may push in Portus may pull, too";
  return name === undefined ? null : reasonOfName(name, personal);
}

const everyName = /^(\/\^?\.[*+]\$?\/|\*\/\*)$/;

function reasonOfName(name: string, personal: ReadonlySet<string | null>): string | null {
  if (everyName.test(name) || /^\$\{(account|labels:[\w-]+)\}\/\*$/.test(name)) return null;
  const namespace = namespaceOf(name);
  if (namespace !== null && personal.has(namespace))
    return `${namespace} is the personal namespace of somebody, who owns it and is its only member`;
  if (namespace !== null) return null;
  return name.includes("/")
    ? "roles are for whole namespaces. Roles in single repositories are given on their pages"
    : "top-level images are public in Portus, and only admins push them";
}

const elsewhere: Record<string, string> = {
  ldap_auth: "add the directory to Portus: docs/sign-in-ldap.md",
  oidc_auth: "add the provider to Portus: docs/sign-in-oidc.md",
  google_auth: "add Google as a provider: docs/sign-in-oidc.md",
  gitlab_auth: "add GitLab as a provider: docs/sign-in-oidc.md",
  github_auth: "GitHub is no OpenID provider. Put Dex or Keycloak in between: docs/sign-in-oidc.md",
  mongo_auth: "its people are in another database",
  xorm_auth: "its people are in another database",
  ext_auth: "its people are known to a program",
  plugin_authn: "its people are known to a program",
  acl_mongo: "its rules are in another database",
  acl_xorm: "its rules are in another database",
  ext_authz: "a program decides",
  plugin_authz: "a program decides",
  casbin_authz: "its rules are in another file",
};

/** The sections with people and rules that are not in this file. */
export const sectionsElsewhere = (configuration: Configuration): WithoutEqual[] =>
  Object.entries(elsewhere)
    .filter(([section]) => Object.hasOwn(configuration, section))
    .map(([what, why]) => ({ what, why }));
