import { type Attributes, attributesIn } from "./body.ts";
import { ScimError } from "./error.ts";
import { equalities, matches } from "./match.ts";
import type { Operation } from "./operations.ts";
import { attributesOf, required, type UserResource, userOf } from "./user.ts";

type Draft = ReturnType<typeof attributesOf>;

/** A user after the operations of a PATCH. Operations on attributes that Portus does not keep change nothing. */
export function patchUser(before: UserResource, operations: readonly Operation[]): UserResource {
  const draft = attributesOf(before);
  for (const operation of operations) apply(draft, operation);
  return userOf(draft);
}

function apply(draft: Draft, operation: Operation): void {
  const { attribute, op, value } = operation;
  switch (attribute) {
    case "username":
    case "active":
      if (op === "remove") throw required(attribute);
      draft[attribute] = value;
      break;
    case "externalid":
    case "displayname":
      draft[attribute] = op === "remove" ? null : value;
      break;
    case "name":
      draft.name = changedName(draft.name, operation);
      break;
    case "emails":
      draft.emails = changedEmails(draft.emails, operation);
  }
}

function changedName(before: Attributes, { op, sub, value }: Operation): Attributes {
  if (sub !== null) return { ...before, [sub]: op === "remove" ? null : value };
  return op === "remove" ? {} : { ...before, ...attributesIn(value) };
}

function changedEmails(before: Attributes[], operation: Operation): Attributes[] {
  const { op, where, sub, value } = operation;
  const isMeant = (email: Attributes) => where === null || matches(where, email);
  if (where === null && sub === null) {
    if (op === "remove") return value ? before.filter((one) => !has(entriesIn(value), one)) : [];
    return op === "add" ? added(before, entriesIn(value)) : entriesIn(value);
  }
  if (op === "remove")
    return sub === null
      ? before.filter((email) => !isMeant(email))
      : before.map((email) => (isMeant(email) ? { ...email, [sub]: null } : email));

  const change = sub === null ? attributesIn(value) : { [sub]: value };
  if (!before.some(isMeant)) return added(before, [{ ...(where && equalities(where)), ...change }]);
  return before.map((email) => (isMeant(email) ? { ...email, ...change } : email));
}

/** Entra ID sends an address with a filter before there is one that matches: it is added. */
function added(before: Attributes[], entries: Attributes[]): Attributes[] {
  const hasPrimary = entries.some(({ primary }) => primary === true);
  const kept = before.filter((one) => !has(entries, one));
  return [...(hasPrimary ? kept.map((one) => ({ ...one, primary: false })) : kept), ...entries];
}

const has = (entries: readonly Attributes[], { value, type }: Attributes): boolean =>
  entries.some((one) => one.value === value && (one.type ?? type) === type);

function entriesIn(value: unknown): Attributes[] {
  const list = Array.isArray(value) ? value : [value ?? []].flat();
  if (list.length > 100) throw new ScimError(400, "tooMany", "Send fewer addresses.");
  return list.map(attributesIn);
}
