import type { Actor } from "../../identity/actor/actor.ts";
import type { Visibility } from "../../platform/db/client.ts";
import { formats } from "../../platform/http/pages/format.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";
import { namespaceReference, referenceOf } from "../../platform/reference.ts";
import type {
  Matches,
  NamespaceMatch,
  RepositoryMatch,
  Results,
  TagMatch,
  TeamMatch,
} from "./search.ts";

/** The matches of one kind, as the page lists them. */
interface Category {
  title: string;
  count: number;
  all?: string | undefined; // the URL of the whole list
  entries: { label: string; href: string; visibility?: Visibility; note?: string }[];
}

/** The results by kind; none if nothing matches. Strangers have no teams, and only a search for a tag finds tags. */
export function categoriesOf(results: Results, q: string, actor: Actor | null): Category[] {
  const { repositories, tags, namespaces, teams } = results;
  if (Object.values(results).every(({ count }) => count === 0)) return [];
  const categories = [
    repositoryCategory(repositories, q, actor),
    namespaceCategory(namespaces, q, actor),
  ];
  if (tags.count > 0) categories.unshift(tagCategory(tags));
  if (actor) categories.push(teamCategory(teams, q));
  return categories;
}

function tagCategory({ count, rows }: Matches<TagMatch>): Category {
  const entries = rows.map((tag) => ({
    label: `${referenceOf(tag)}:${tag.name}`,
    href: paths.repository(tag),
    note: `pushed ${formats.timeAgo(tag.pushedAt)}`,
  }));
  return { title: "Tags", count, entries };
}

function repositoryCategory(
  { count, rows }: Matches<RepositoryMatch>,
  q: string,
  actor: Actor | null,
): Category {
  const entries = rows.map((repository) => ({
    label: referenceOf(repository),
    href: paths.repository(repository),
    visibility: repository.visibility,
    note: plural(repository.tagsCount, "tag"),
  }));
  const all = actor ? paths.repositories({ q }) : paths.explore({ q });
  return { title: "Repositories", count, all, entries };
}

function namespaceCategory(
  { count, rows }: Matches<NamespaceMatch>,
  q: string,
  actor: Actor | null,
): Category {
  const entries = rows.map((namespace) => ({
    label: namespaceReference(namespace),
    href: paths.namespace(namespace),
    visibility: namespace.visibility,
  }));
  return { title: "Namespaces", count, all: actor ? paths.namespaces({ q }) : undefined, entries };
}

function teamCategory({ count, rows }: Matches<TeamMatch>, q: string): Category {
  const entries = rows.map((team) => ({
    label: team.name,
    href: paths.team(team),
    note: plural(team.members, "member"),
  }));
  return { title: "Teams", count, all: paths.teams({ q }), entries };
}
