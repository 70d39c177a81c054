import type { Actor } from "../../identity/actor/actor.ts";

/** What a reader has to do with a decision: it decides what they see of it. */
export type Relation =
  | "admin"
  | "self" // the decision is about the reader, or about a robot that they manage
  | "owner" // of a repository or namespace that it is about
  | "holder"; // of the id of an anonymous refusal

interface Subject {
  userId: number | null;
  outcome: string;
  proof: string;
  applicationTokenId: number | null;
}

interface Found {
  managesUser: boolean;
  ownsPlace: boolean;
}

/** Null for others: the decision does not exist for them. */
export function relationTo(reader: Actor | null, decision: Subject, found: Found): Relation | null {
  const listed = relationInLists(reader, decision, found);
  if (listed) return listed;
  return decision.proof === "nobody" && decision.outcome !== "granted" ? "holder" : null;
}

/** The same for a reader without the id: who finds the decision in a list, and is shown there that it is new. */
export function relationInLists(
  reader: Actor | null,
  { userId }: Pick<Subject, "userId">,
  { managesUser, ownsPlace }: Found,
): Relation | null {
  if (reader?.admin) return "admin";
  if (managesUser || (reader && userId === reader.id)) return "self";
  return ownsPlace ? "owner" : null;
}

/**
 * Whether a reader may see the address and the credential. Nobody knows who sent a wrong password, so that only admins see
 * from where it came: someone who has taken over an account must not see who investigates.
 */
export function canSeeSource(relation: Relation, { proof, applicationTokenId }: Subject): boolean {
  return (
    relation === "admin" ||
    (relation === "self" && (proof !== "nobody" || applicationTokenId !== null))
  );
}

/** Whether a reader may see whose account it is. Refused credentials must not reveal that an account exists. */
export function canSeeUser(relation: Relation, { proof }: Subject): boolean {
  return relation !== "holder" && (relation !== "owner" || proof !== "nobody");
}

/** Whether a reader may see why credentials were refused, which the answer to the client does not name. */
export function canSeeReason(relation: Relation): boolean {
  return relation === "admin" || relation === "self";
}
