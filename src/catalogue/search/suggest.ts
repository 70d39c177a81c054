import type { Actor } from "../../identity/actor/actor.ts";
import { paths } from "../../platform/paths/paths.ts";
import { namespaceReference, referenceOf } from "../../platform/reference.ts";
import { search } from "./search.ts";

export interface Suggestion {
  kind: string;
  label: string;
  href: string;
}

const maxPerKind = 5;

export async function suggest(actor: Actor | null, typed: string): Promise<Suggestion[]> {
  const { repositories, tags, namespaces, teams } = await search(actor, typed, maxPerKind);
  return [
    ...tags.rows.map((tag) => ({
      kind: "Tag",
      label: `${referenceOf(tag)}:${tag.name}`,
      href: paths.repository(tag),
    })),
    ...repositories.rows.map((repository) => ({
      kind: "Repository",
      label: referenceOf(repository),
      href: paths.repository(repository),
    })),
    ...namespaces.rows.map((namespace) => ({
      kind: "Namespace",
      label: namespaceReference(namespace),
      href: paths.namespace(namespace),
    })),
    ...teams.rows.map((team) => ({ kind: "Team", label: team.name, href: paths.team(team) })),
  ];
}
