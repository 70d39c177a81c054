import { config } from "../../../platform/config/config.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { withoutCoreUrn } from "./filter.ts";
import type { UserResource } from "./user.ts";

const kinds = { u: "User", g: "Group" } as const;
type Prefix = keyof typeof kinds;

const schemaOf = (prefix: Prefix) => `urn:ietf:params:scim:schemas:core:2.0:${kinds[prefix]}`;

/** The row that a SCIM id means: `u12` is a user, `g12` a group. Null if it can't be one. */
export function idIn(prefix: Prefix, text: string): number | null {
  const id = /^[ug][1-9]\d{0,9}$/.test(text) ? Number(text.slice(1)) : 0;
  return text.startsWith(prefix) && id > 0 && id <= 2_147_483_647 ? id : null;
}

interface Stored {
  id: number;
  createdAt: Date;
  updatedAt: Date;
}

export type Resource = Record<string, unknown> & { id: string };

export const presentUser = (
  stored: Stored,
  { externalId, displayName, name, ...user }: UserResource,
): Resource =>
  resource("u", stored, {
    ...(externalId !== null && { externalId }),
    ...(displayName !== null && { displayName }),
    ...(Object.keys(name).length > 0 && { name }),
    ...user,
  });

interface Member {
  id: number;
  userName: string;
}

interface GroupResource extends Stored {
  displayName: string;
  externalId: string | null;
  /** Null if they were not asked for. */
  members: readonly Member[] | null;
}

export const presentGroup = ({ displayName, externalId, members, ...stored }: GroupResource) =>
  resource("g", stored, {
    ...(externalId !== null && { externalId }),
    displayName,
    ...(members && { members: members.map(presentMember) }),
  });

const presentMember = ({ id, userName }: Member) => ({
  value: `u${id}`,
  display: userName,
  type: "User",
  $ref: config.url + paths.scimUser(`u${id}`),
});

function resource(prefix: Prefix, stored: Stored, attributes: object): Resource {
  const id = `${prefix}${stored.id}`;
  const path = prefix === "u" ? paths.scimUser(id) : paths.scimGroup(id);
  return {
    schemas: [schemaOf(prefix)],
    id,
    ...attributes,
    meta: {
      resourceType: kinds[prefix],
      created: stored.createdAt.toISOString(),
      lastModified: stored.updatedAt.toISOString(),
      location: config.url + path,
    },
  };
}

/** Which attributes a request asks for: RFC 7644, 3.9. Names are in lower case. */
export interface Selection {
  only: readonly string[] | null;
  without: readonly string[];
}

export function selectionIn({
  attributes,
  excludedAttributes,
}: Record<"attributes" | "excludedAttributes", string>): Selection {
  const names = (list: string) =>
    list
      .split(",")
      .map((name) => withoutCoreUrn(name.trim()))
      .filter(Boolean);
  return { only: attributes ? names(attributes) : null, without: names(excludedAttributes) };
}

export const selects = ({ only, without }: Selection, name: string): boolean =>
  (only === null || only.some((one) => one === name || one.startsWith(`${name}.`))) &&
  !without.includes(name);

/** A resource with the attributes that were asked for. Its schemas and its id are always there. */
export function selected(full: Resource, selection: Selection): Resource {
  const pairs = Object.entries(full).filter(
    ([name]) => name === "schemas" || name === "id" || selects(selection, name.toLowerCase()),
  );
  return Object.fromEntries(pairs) as Resource; // the id is kept
}

export const listResponse = (
  resources: readonly object[],
  { total, start }: { total: number; start: number },
) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: total,
  startIndex: start,
  itemsPerPage: resources.length,
  Resources: resources,
});
