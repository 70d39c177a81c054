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

/** Null for others: the decision does not exist for them. */
export function relationTo(
  reader: Actor | null,
  decision: Subject,
  { managesUser, ownsPlace }: { managesUser: boolean; ownsPlace: boolean },
): Relation | null {
  if (reader?.admin) return "admin";
  if (managesUser || (reader && decision.userId === reader.id)) return "self";
  if (ownsPlace) return "owner";
  return decision.proof === "nobody" && decision.outcome !== "granted" ? "holder" : null;
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
