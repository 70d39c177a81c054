import { type Hosted, type Located, namespaceReference } from "../reference.ts";
import { type Id, type Query, query } from "./parts.ts";
import { name } from "./repository-name.ts";

// The pages of one repository come after its name and `/-/`: no name component is a single dash.

const repositories = {
  explore: (params: Query = {}) => query("/explore", params),
  repositories: (params: Query = {}) => query("/repositories", params),
  /** The repositories of a namespace: in the list, or for visitors among the public ones. */
  repositoriesOf: (namespace: { name: string; registry: Hosted }, actor: object | null) =>
    actor
      ? query("/repositories", { namespace: namespaceReference(namespace) })
      : query("/explore", { q: namespace.name && `${namespace.name}/` }),
  repository: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}`, params),
  repositoryReadme: (repository: Located) => `/repositories/${name(repository)}/-/readme`,
  repositorySettings: (repository: Located) => `/repositories/${name(repository)}/-/settings`,
  repositoryDescription: (repository: Located) =>
    `/repositories/${name(repository)}/-/settings/description`,
  star: (repository: Located) => `/repositories/${name(repository)}/-/star`,
  comments: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/comments`, params),
  commentDeletion: (repository: Located, comment: Id) =>
    `/repositories/${name(repository)}/-/comments/${comment.id}/deletion`,
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

const badges = {
  badges: (repository: Located) => `/repositories/${name(repository)}/-/badges`,
  badge: (repository: Located, kind: string, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/badges/${kind}.svg`, params),
  badgeRenewal: (repository: Located) => `/repositories/${name(repository)}/-/badges/renewal`,
  card: (repository: Located) => `/repositories/${name(repository)}/-/card.png`,
};

const images = {
  image: (repository: Located, reference: string) =>
    `/repositories/${name(repository)}/-/${reference.includes(":") ? "" : "tags/"}${encodeURIComponent(reference).replaceAll("%3A", ":")}`,
  reading: (repository: Located, digest: string) =>
    `/repositories/${name(repository)}/-/${digest}/reading`,
  timeline: (repository: Located, tag: string, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/tags/${encodeURIComponent(tag)}/timeline`, params),
  /** All tags of a repository as lanes. */
  repositoryTimeline: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/timeline`, params),
  repositoryLayers: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/layers`, params),
  imageDifference: (repository: Located, from?: string, to?: string) =>
    query(`/repositories/${name(repository)}/-/difference`, { from, to }),
  /** `from` and `to` are references to images of any two repositories. */
  compare: (from?: string, to?: string, params: Query = {}) =>
    query("/compare", { from, to, ...params }),
};

const sizes = {
  treemap: (params: Query = {}) => query("/sizes", params),
  namespaceSizes: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/sizes`, params),
  repositorySizes: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/sizes`, params),
};

const search = {
  search: (params: Query = {}) => query("/search", params),
  searchSuggestions: (params: Query = {}) => query("/search/suggestions", params),
};

/** What patterns match, while somebody types them. */
const patterns = {
  matchingTags: (place: { repository?: Id; namespace?: Id; registry?: Id }) =>
    query("/patterns/tags", {
      repository: place.repository?.id,
      namespace: place.namespace?.id,
      registry: place.registry?.id,
    }),
  matchingRepositories: (namespace?: Id) =>
    query("/patterns/repositories", { namespace: namespace?.id }),
};

/** For one repository, one namespace, or with null for everything. */
const usage = {
  repositoryUsage: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/usage`, params),
  usage: (namespace: Id | null, params: Query = {}) => query(`${placeOf(namespace)}/usage`, params),
  stale: (namespace: Id | null, params: Query = {}) => query(`${placeOf(namespace)}/stale`, params),
};

export const cataloguePaths = {
  ...badges,
  ...repositories,
  ...images,
  ...sizes,
  ...search,
  ...patterns,
  ...usage,
};

function placeOf(namespace: Id | null): string {
  return namespace ? `/namespaces/${namespace.id}` : "/admin";
}
