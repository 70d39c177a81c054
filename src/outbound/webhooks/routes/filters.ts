import type { Request } from "express";
import { matchesOfRepositories, matchesOfTags } from "../../../catalogue/repositories/matches.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import { actor } from "../../../identity/actor/request.ts";
import { blank, sentFields, takeField } from "../../../platform/http/input/form.ts";
import type { FoundNamespace } from "../../../tenancy/namespaces/find.ts";

/** A form that was not previewed says nothing of what its filters match. */
export const noMatches = { repositories: "", tags: "" };

/** Whether the button Preview was pressed: then the page shows what the filters match, and nothing is saved. */
export const isPreview = (req: Request): boolean => takeField(req, "preview") !== undefined;

/** The form as it was sent, with what its filters match. */
export async function previewed(req: Request, namespace: FoundNamespace) {
  const form = blank(sentFields(req));
  return { namespace, form, matches: await matchesOf(actor(req), namespace, form.values) };
}

/** What the filters of a webhook match now. */
export async function matchesOf(
  person: Actor,
  { id }: FoundNamespace,
  { repositories, tags }: Record<string, unknown>,
) {
  return {
    repositories: await matchesOfRepositories(person, id, String(repositories ?? "")),
    tags: await matchesOfTags(person, { namespaceId: id }, String(tags ?? "")),
  };
}
