import type { Actor } from "../accounts/current.ts";
import { paths } from "../paths.ts";
import { search } from "./search.ts";

/** A place that somebody may mean. */
export interface Suggestion {
  kind: string;
  label: string;
  href: string;
}

const each = 5;

/** Where what was typed so far may lead, the likeliest first. */
export async function suggest(actor: Actor | null, typed: string): Promise<Suggestion[]> {
  const { repositories, tags, namespaces, teams } = await search(actor, typed, each);
  return [
    ...tags.rows.map(({ name, fullName }) => ({
      kind: "Tag",
      label: `${fullName}:${name}`,
      href: paths.repository({ fullName }),
    })),
    ...repositories.rows.map(({ fullName }) => ({
      kind: "Repository",
      label: fullName,
      href: paths.repository({ fullName }),
    })),
    ...namespaces.rows.map((namespace) => ({
      kind: "Namespace",
      label: namespace.name,
      href: paths.namespace(namespace),
    })),
    ...teams.rows.map((team) => ({ kind: "Team", label: team.name, href: paths.team(team) })),
  ];
}
