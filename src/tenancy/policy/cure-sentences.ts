import type { Role } from "../../platform/db/generated/enums.ts";
import type { Change } from "./cures.ts";

/** The names in a sentence about a change. */
export interface Names {
  who: string; // whose verdict it is
  namespace: string;
  repository: string;
  service: string; // of the registry
  token?: string | null | undefined; // the name of the application token
}

/** A change that helps, as a sentence. */
export function sentenceOf(change: Change, names: Names): string {
  switch (change.kind) {
    case "sign_in":
      return `Log in first: docker login ${names.service}`;
    case "other_token":
      return tokenSentence(change.lifts, names);
    case "role":
      return roleSentence(change, names);
    case "visibility":
      return visibilitySentence(change, names);
    case "push_policy":
      return "An admin sets PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY to allow-teams.";
    case "deletion":
      return "An admin sets PORTUS_DELETE_ENABLED to true.";
    case "quota":
      return "Somebody deletes images of the namespace, or an admin raises its quota.";
  }
}

function tokenSentence(lifts: "names" | "actions", { token }: Names): string {
  const which = token ? `The application token “${token}”` : "The application token";
  const limit = lifts === "names" ? "this repository" : "this action";
  return `${which} does not include ${limit}: use one that does.`;
}

type OfKind<K extends Change["kind"]> = Extract<Change, { kind: K }>;

function roleSentence({ role, before, in: where }: OfKind<"role">, names: Names): string {
  const place = where === "team" ? `the team of ${names.namespace}` : names.repository;
  const only = where === "repository" ? " only" : "";
  const now = before ? `is ${article(before)} in ${place}` : `has no role in ${place}`;
  return `${names.who} ${now}, and must become ${article(role)} there${only && `, in this repository${only}`}.`;
}

const article = (role: Role) => (role === "owner" ? "an owner" : `a ${role}`);

function visibilitySentence(change: OfKind<"visibility">, names: Names): string {
  const both = change.namespace && change.repository;
  const what = change.namespace ? `the namespace ${names.namespace}` : names.repository;
  return `An owner makes ${what}${both ? " and the repository" : ""} ${change.to}.`;
}
