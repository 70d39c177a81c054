import { type Id, type Query, query } from "./parts.ts";

export const tenancyPaths = {
  signUp: () => "/sign-up",
  newUser: () => "/admin/users/new",
  userDeletion: (user: Id) => `/admin/users/${user.id}/deletion`,
  permissions: (params: Query = {}) => query("/permissions", params),

  teams: (params: Query = {}) => query("/teams", params),
  newTeam: () => "/teams/new",
  team: (team: Id) => `/teams/${team.id}`,
  editTeam: (team: Id) => `/teams/${team.id}/edit`,
  teamDeletion: (team: Id) => `/teams/${team.id}/deletion`,
  teamMembers: (team: Id) => `/teams/${team.id}/members`,
  memberSuggestions: (team: Id) => `/teams/${team.id}/members/suggestions`,
  memberRole: (team: Id, member: Id) => `/teams/${team.id}/members/${member.id}/role`,
  memberRemoval: (team: Id, member: Id) => `/teams/${team.id}/members/${member.id}/removal`,

  namespaces: (params: Query = {}) => query("/namespaces", params),
  newNamespace: (params: Query = {}) => query("/namespaces/new", params),
  namespaceCheck: () => "/namespaces/validate",
  namespaceTeamSuggestions: () => "/namespaces/new/suggestions",
  namespace: (namespace: Id) => `/namespaces/${namespace.id}`,
  editNamespace: (namespace: Id) => `/namespaces/${namespace.id}/edit`,
  namespaceVisibility: (namespace: Id) => `/namespaces/${namespace.id}/visibility`,
  namespaceTransfer: (namespace: Id) => `/namespaces/${namespace.id}/transfer`,
  receiverSuggestions: (namespace: Id) => `/namespaces/${namespace.id}/transfer/suggestions`,
  namespaceImmutableTags: (namespace: Id) => `/namespaces/${namespace.id}/immutable-tags`,
  namespaceDeletion: (namespace: Id) => `/namespaces/${namespace.id}/deletion`,
};
