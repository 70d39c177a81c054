import type { Actor } from "../../identity/actor/actor.ts";
import type { Visibility } from "../../platform/db/client.ts";
import { formats } from "../../platform/http/pages/format.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";
import { namespaceReference, referenceOf } from "../../platform/reference.ts";
import type { DigestMatch } from "./digests.ts";
import type { LayerMatch } from "./layers.ts";
import type { Matches } from "./matches.ts";
import type { Results } from "./search.ts";

/** One place or action that a search leads to. */
export interface Entry {
  label: string;
  href: string;
  visibility?: Visibility;
  note?: string;
  /** A longer text about it, below the label. */
  about?: string;
  /** The fields of a form that is posted to `href`, an empty one with the current address; without them it is a link. */
  post?: Record<string, string>;
}

/** The matches of one kind, as the page and the palette list them. */
export interface Category {
  title: string;
  one: string; // the kind of each entry
  count: number;
  all?: string | undefined; // the URL of the whole list
  entries: Entry[];
}

/** The results by kind, without the kinds that have none. */
export function categoriesOf(results: Results, q: string, actor: Actor | null): Category[] {
  return kinds(results, q, actor).filter(({ count }) => count > 0);
}

function kinds(results: Results, q: string, actor: Actor | null): Category[] {
  const { repositories, tags, digests, layers, namespaces } = results;
  const { teams, people, labels, descriptions } = results;
  const list = (address: (params: { q: string }) => string) => (actor ? address({ q }) : undefined);
  return [
    category("Tags", "Tag", tags, (tag) => ({
      label: `${referenceOf(tag)}:${tag.name}`,
      href: paths.image(tag, tag.name),
      note: `pushed ${formats.timeAgo(tag.pushedAt)}`,
    })),
    category("Digests", "Digest", digests, digestEntry),
    category("Layers", "Layer", layers, layerEntry),
    {
      ...category("Repositories", "Repository", repositories, (repository) => ({
        label: referenceOf(repository),
        href: paths.repository(repository),
        visibility: repository.visibility,
        note: plural(repository.tagsCount, "tag"),
      })),
      all: actor ? paths.repositories({ q }) : paths.explore({ q }),
    },
    {
      ...category("Namespaces", "Namespace", namespaces, (namespace) => ({
        label: namespaceReference(namespace),
        href: paths.namespace(namespace),
        visibility: namespace.visibility,
      })),
      all: list(paths.namespaces),
    },
    {
      ...category("Teams", "Team", teams, (team) => ({
        label: team.name,
        href: paths.team(team),
        note: plural(team.members, "member"),
      })),
      all: list(paths.teams),
    },
    category("People", "Person", people, ({ username, displayName, robot }) => ({
      label: username,
      href: paths.person(username),
      note: [displayName, robot && "robot"].filter(Boolean).join(" · "),
    })),
    category("Labels", "Label", labels, digestEntry),
    category("Descriptions", "Description", descriptions, (repository) => ({
      label: referenceOf(repository),
      href: paths.repository(repository),
      visibility: repository.visibility,
      about: repository.excerpt,
    })),
  ];
}

/** A list of matches as a category. */
export function category<T>(
  title: string,
  one: string,
  { count, rows }: Matches<T>,
  entry: (row: T) => Entry,
): Category {
  return { title, one, count, entries: rows.map(entry) };
}

function digestEntry(found: DigestMatch): Entry {
  const facts = [
    found.byConfig && "has this image ID",
    tagsFact(found),
    `pushed ${formats.timeAgo(found.pushedAt)}`,
  ];
  return {
    label: `${referenceOf(found)}@${formats.shortDigest(found.digest)}`,
    href: paths.image(found, found.digest),
    note: facts.filter(Boolean).join(" · "),
  };
}

function tagsFact({ tag, tagsCount }: DigestMatch): string | null {
  if (tag === null) return null;
  return tagsCount === 1 ? `tagged ${tag}` : `${plural(tagsCount, "tag")}, newest ${tag}`;
}

/** Leads to an image with the layer, or to all layers of the repository. */
function layerEntry({ layer, image, visibility, ...found }: LayerMatch): Entry {
  const name = referenceOf(found);
  return {
    label: image ? `${name}@${formats.shortDigest(image)}` : name,
    href: image ? paths.image(found, image) : paths.repositoryLayers(found),
    visibility,
    note: `contains the layer ${formats.shortDigest(layer)}`,
  };
}
