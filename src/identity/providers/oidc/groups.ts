// The groups in the claims of a provider. Absent is not empty: only a list that is there and complete says which groups a
// person has, because what is missing in it is taken away.

export type Claims = Readonly<Record<string, unknown>>;

export type GroupsRead =
  | { groups: readonly string[]; why: null }
  | { groups: null; why: keyof typeof reasons };

/** Why groups were not read, for admins. */
const reasons = {
  not_configured: "No claim for groups is set.",
  absent: "The claim was not sent.",
  overage:
    "The provider sent a reference in place of the groups, because there are too many. Send fewer groups or app roles: docs/sign-in-oidc.md says how.",
  too_many: "The claim has more groups than Portus reads.",
  unreadable: "The claim is neither a list of texts nor a text.",
} as const;

export const explainGroups = (why: keyof typeof reasons): string => reasons[why];

export const maxGroups = 2_000;
const maxGroupLength = 255; // a mapping has no longer name either

interface GroupSettings {
  groupsClaim: readonly string[];
  stripLeadingSlash: boolean;
}

export function readGroups(
  claims: Claims,
  { groupsClaim, stripLeadingSlash }: GroupSettings,
): GroupsRead {
  const [first] = groupsClaim;
  if (first === undefined) return { groups: null, why: "not_configured" };
  if (isOverage(claims, first)) return { groups: null, why: "overage" };

  const value = valueAt(claims, groupsClaim);
  if (value === undefined || value === null || value === "") return { groups: null, why: "absent" };
  const list = typeof value === "string" ? [value] : value; // some providers send a text for one group
  if (!Array.isArray(list) || !list.every((group) => typeof group === "string"))
    return { groups: null, why: "unreadable" };
  if (list.length > maxGroups) return { groups: null, why: "too_many" };
  const names = list.map((group) => (stripLeadingSlash ? group.replace(/^\//, "") : group));
  const usable = names.filter((name) => name !== "" && name.length <= maxGroupLength);
  return { groups: [...new Set(usable)], why: null };
}

/** The value at a path of names; undefined if there is none. */
function valueAt(claims: Claims, path: readonly string[]): unknown {
  let value: unknown = claims;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** Whether a claim is left out for its size: OpenID Connect Core 5.6.2, and `hasgroups` of Entra ID. */
function isOverage(claims: Claims, name: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims;
  const referred =
    typeof elsewhere === "object" && elsewhere !== null && Object.hasOwn(elsewhere, name);
  return referred || (name === "groups" && (hasgroups === true || hasgroups === "true"));
}
