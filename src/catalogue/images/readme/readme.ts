import { markdown } from "../../../platform/http/pages/markdown.ts";
import { withLinks } from "../page/annotation-links.ts";
import { type Annotations, labels, nameOf } from "./annotations.ts";
import { newestDescribed } from "./newest.ts";

export interface Fact {
  label: string;
  value: string;
  href: string | undefined;
}

export interface Readme {
  /** The repository's own description as sanitised HTML; empty if it has none. */
  description: string;
  /** What the newest image says, where there is no description. */
  fromImage: string;
  /** The tag from which `fromImage` and `facts` are; null if there is no image yet. */
  tag: string | null;
  facts: Fact[];
}

export async function readmeOf(repository: { id: number; description: string }): Promise<Readme> {
  const newest = await newestDescribed(repository.id);
  const annotations = newest?.annotations ?? {};
  return {
    description: markdown(repository.description),
    fromImage: annotations.description ?? "",
    tag: newest?.tag ?? null,
    facts: factsOf(annotations),
  };
}

/** In the order of a page. Only addresses on the web and the known places of licenses and commits are linked. */
function factsOf(annotations: Annotations): Fact[] {
  const named = Object.entries(annotations).map(([word, value]) => [nameOf(word), value]);
  const linked = new Map(withLinks(Object.fromEntries(named)).map((it) => [it.name, it]));
  return Object.entries(labels).flatMap(([word, label]) => {
    const found = linked.get(nameOf(word));
    return found ? [{ label, value: found.value, href: found.href }] : [];
  });
}
