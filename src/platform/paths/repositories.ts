import type { Located } from "../reference.ts";
import { name, type Query, query } from "./parts.ts";

type Id = { id: number };

/** Pages of a repository come after its name and `/-/`, because no name component is a single dash. */
export const repositoryPaths = {
  editRepository: (repository: Located) => `/repositories/${name(repository)}/-/edit`,
  star: (repository: Located) => `/repositories/${name(repository)}/-/star`,
  comments: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/comments`, params),
  commentDeletion: (repository: Located, comment: Id) =>
    `/repositories/${name(repository)}/-/comments/${comment.id}/deletion`,
  image: (repository: Located, reference: string) =>
    `/repositories/${name(repository)}/-/${reference.includes(":") ? "" : "tags/"}${encodeURIComponent(reference).replaceAll("%3A", ":")}`,
  reading: (repository: Located, digest: string) =>
    `/repositories/${name(repository)}/-/${digest}/reading`,
  timeline: (repository: Located, tag: string, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/tags/${encodeURIComponent(tag)}/timeline`, params),
  imageDifference: (repository: Located, from?: string, to?: string) =>
    query(`/repositories/${name(repository)}/-/difference`, { from, to }),
  planDeletion: (repository: Located) => `/repositories/${name(repository)}/-/deletion`,
  untagged: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/untagged`, params),
  retention: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/retention`, params),
  immutableTags: (repository: Located) => `/repositories/${name(repository)}/-/immutable-tags`,
  repositorySizes: (repository: Located) => `/repositories/${name(repository)}/-/sizes`,
  repositoryAccess: (repository: Located) => `/repositories/${name(repository)}/-/access`,
  repositoryVisibility: (repository: Located) =>
    `/repositories/${name(repository)}/-/access/visibility`,
  repositoryMembers: (repository: Located) => `/repositories/${name(repository)}/-/access/members`,
  repositorySuggestions: (repository: Located) =>
    `/repositories/${name(repository)}/-/access/members/suggestions`,
  repositoryRole: (repository: Located, member: Id) =>
    `/repositories/${name(repository)}/-/access/members/${member.id}/role`,
  repositoryRemoval: (repository: Located, member: Id) =>
    `/repositories/${name(repository)}/-/access/members/${member.id}/removal`,
};
