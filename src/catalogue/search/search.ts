import type { Actor } from "../../identity/actor/actor.ts";
import { isTag } from "../../registry/names.ts";
import type { ParsedQuery } from "../images/references/query.ts";
import { type DescriptionMatch, findDescriptions, wordsOf } from "./descriptions.ts";
import { type DigestMatch, findDigests } from "./digests.ts";
import { findLabels, labelWord } from "./labels.ts";
import { findLayers, type LayerMatch } from "./layers.ts";
import { type Matches, type MatchQuery, none } from "./matches.ts";
import { containing, type Matching, similarTo } from "./matching.ts";
import {
  findNamespaces,
  findRepositories,
  findTeams,
  type NamespaceMatch,
  type RepositoryMatch,
  type TeamMatch,
} from "./names.ts";
import { findPeople, type PersonMatch } from "./people.ts";
import { findTags, findTagsNamed, type TagMatch } from "./tags.ts";

export interface Results {
  repositories: Matches<RepositoryMatch>;
  tags: Matches<TagMatch>;
  digests: Matches<DigestMatch>;
  layers: Matches<LayerMatch>;
  namespaces: Matches<NamespaceMatch>;
  teams: Matches<TeamMatch>;
  people: Matches<PersonMatch>;
  labels: Matches<DigestMatch>;
  descriptions: Matches<DescriptionMatch>;
}

/** Searches everything that the actor may see, by names that contain the query. */
export async function search(
  actor: Actor | null,
  query: ParsedQuery,
  size: number,
): Promise<Results> {
  if (!query.name && !query.tag && !query.digest) return nothing();
  return findAll({ actor, size, by: containing(query.name) }, query);
}

/** Searches names that are similar to the query, for one that nothing contains. */
export async function searchSimilar(
  actor: Actor | null,
  query: ParsedQuery,
  size: number,
): Promise<Results> {
  const like = query.name ? await similarTo(query.name) : null;
  return like ? { ...nothing(), ...(await findSimilar(like, { actor, size }, query)) } : nothing();
}

async function findAll(asked: MatchQuery, { name, tag, digest, text, isReference }: ParsedQuery) {
  const words = isReference || digest ? [] : wordsOf(text);
  const label = labelWord(text);
  const onlyTag = !isReference && isTag(text) ? text : tag;
  const [repositories, tags, digests, layers, namespaces, teams, people, labels, descriptions] =
    await Promise.all([
      name ? findRepositories(asked) : none<RepositoryMatch>(),
      tagsOf(asked, { name, tag, onlyTag }),
      digest ? findDigests(whereverNamed(asked, digest.hex === name), digest) : none<DigestMatch>(),
      digest ? findLayers(whereverNamed(asked, digest.hex === name), digest) : none<LayerMatch>(),
      name ? findNamespaces(asked) : none<NamespaceMatch>(),
      name ? teamsOf(asked) : none<TeamMatch>(),
      name ? peopleOf(asked, 10) : none<PersonMatch>(),
      label ? findLabels(asked, label) : none<DigestMatch>(),
      words.length > 0 ? findDescriptions(asked, words) : none<DescriptionMatch>(),
    ]);
  return { repositories, tags, digests, layers, namespaces, teams, people, labels, descriptions };
}

/** Names that were mistyped, with the tag that was asked for. */
async function findSimilar(by: Matching, to: Omit<MatchQuery, "by">, { tag }: ParsedQuery) {
  const asked = { ...to, by };
  const [repositories, tags, namespaces, teams, people] = await Promise.all([
    findRepositories(asked),
    tag ? findTags(asked, tag) : none<TagMatch>(),
    findNamespaces(asked),
    teamsOf(asked),
    peopleOf(asked, 0), // a mistyped name is sought among those that one has to do with
  ]);
  return { repositories, tags, namespaces, teams, people };
}

function tagsOf(
  asked: MatchQuery,
  { name, tag, onlyTag }: { name: string; tag: string | null; onlyTag: string | null },
): Promise<Matches<TagMatch>> | Matches<TagMatch> {
  if (name && tag) return findTags(asked, tag);
  return onlyTag ? findTagsNamed(asked, onlyTag) : none();
}

/** Hexadecimal digits without more are a digest in any repository, and may be part of a name. */
const whereverNamed = (asked: MatchQuery, isBare: boolean): MatchQuery =>
  isBare ? { ...asked, by: containing("") } : asked;

function peopleOf(
  { actor, ...asked }: MatchQuery,
  considered: number,
): Promise<Matches<PersonMatch>> | Matches<PersonMatch> {
  return actor ? findPeople({ ...asked, actor, considered }) : none();
}

/** Strangers see no teams and no people. */
function teamsOf({
  actor,
  ...asked
}: MatchQuery): Promise<Matches<TeamMatch>> | Matches<TeamMatch> {
  return actor ? findTeams({ ...asked, actor }) : none();
}

const nothing = (): Results => ({
  repositories: none(),
  tags: none(),
  digests: none(),
  layers: none(),
  namespaces: none(),
  teams: none(),
  people: none(),
  labels: none(),
  descriptions: none(),
});
