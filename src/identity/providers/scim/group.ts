import { z } from "zod";
import { attributesIn, orAbsent, read, Text } from "./body.ts";
import { ScimError } from "./error.ts";
import { valuesIn } from "./match.ts";
import type { Operation } from "./operations.ts";
import { idIn } from "./resource.ts";
import { required } from "./user.ts";

// What Portus reads and keeps of a SCIM group.

export const maxMembers = 20_000; // in one request

/** What a request says of the members of a group, however many operations it has. */
export interface MemberChange {
  replaces: boolean; // whether those that are not added are removed
  add: ReadonlySet<number>; // ids of users
  remove: ReadonlySet<number>;
}

export interface GroupChange {
  displayName?: string;
  externalId?: string | null;
  members: MemberChange;
}

const Members = z
  .array(z.object({ value: Text }))
  .max(maxMembers, `Send at most ${maxMembers} members in one request.`);

const Group = z.object({
  displayname: Text.min(1, "Send a displayName."),
  externalid: orAbsent(Text),
  members: orAbsent(Members),
});

/** The group of a POST or PUT. Omitted members are none, an omitted key stays. */
export function groupIn(body: unknown): GroupChange & { displayName: string } {
  const { displayname, externalid, members = [] } = read(Group, attributesIn(body));
  return {
    displayName: displayname,
    ...(externalid !== undefined && { externalId: externalid || null }),
    members: { replaces: true, add: idsOf(members), remove: new Set() },
  };
}

/** What the operations of a PATCH change together. */
export function groupChangeIn(operations: readonly Operation[]): GroupChange {
  const members = { replaces: false, add: new Set<number>(), remove: new Set<number>() };
  const change: GroupChange = { members };
  for (const operation of operations) {
    const { attribute, op, value } = operation;
    if (attribute === "members") changeMembers(members, operation);
    if (attribute === "displayname") {
      if (op === "remove") throw required("displayName");
      change.displayName = read(Group.shape.displayname, value);
    }
    if (attribute === "externalid")
      change.externalId = op === "remove" ? null : read(Group.shape.externalid, value) || null;
  }
  return change;
}

interface Members {
  replaces: boolean;
  add: Set<number>;
  remove: Set<number>;
}

function changeMembers(members: Members, { op, where, value }: Operation): void {
  const meant = where ? idsOf(valuesIn(where).map((id) => ({ value: id }))) : membersIn(value);
  if (op === "replace" || (op === "remove" && !where && value == null)) {
    if (where) throw new ScimError(400, "invalidPath", "A member can be added or removed.");
    members.replaces = true;
    members.add = op === "replace" ? new Set(meant) : new Set();
    members.remove.clear();
    return;
  }
  const [into, from] = op === "add" ? [members.add, members.remove] : [members.remove, members.add];
  for (const id of meant) {
    into.add(id);
    from.delete(id);
  }
}

const membersIn = (value: unknown): Set<number> =>
  value == null ? new Set() : idsOf(read(Members, Array.isArray(value) ? value : [value]));

/** The ids of users. What is no user here, such as a nested group, is left out. */
function idsOf(members: readonly { value: string }[]): Set<number> {
  return new Set(members.map(({ value }) => idIn("u", value)).filter((id) => id !== null));
}
