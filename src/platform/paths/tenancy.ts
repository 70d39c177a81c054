import { type Id, type Query, query } from "./parts.ts";

const teams = {
  teams: (params: Query = {}) => query("/teams", params),
  newTeam: () => "/teams/new",
  team: (team: Id, params: Query = {}) => query(`/teams/${team.id}`, params),
  teamNamespaces: (team: Id) => `/teams/${team.id}/namespaces`,
  teamActivity: (team: Id, params: Query = {}) => query(`/teams/${team.id}/activity`, params),
  editTeam: (team: Id) => `/teams/${team.id}/edit`,
  teamMembers: (team: Id) => `/teams/${team.id}/members`,
  memberSuggestions: (team: Id) => `/teams/${team.id}/members/suggestions`,
  memberRole: (team: Id, member: Id) => `/teams/${team.id}/members/${member.id}/role`,
  memberRemoval: (team: Id, member: Id) => `/teams/${team.id}/members/${member.id}/removal`,
};

const people = {
  person: (username: string) => `/people/${encodeURIComponent(username)}`,
  personActivity: (username: string, params: Query = {}) =>
    query(`/people/${encodeURIComponent(username)}/activity`, params),
};

const namespaces = {
  namespaces: (params: Query = {}) => query("/namespaces", params),
  newNamespace: (params: Query = {}) => query("/namespaces/new", params),
  namespaceCheck: () => "/namespaces/validate",
  namespaceTeamSuggestions: () => "/namespaces/new/suggestions",
  namespace: (namespace: Id) => `/namespaces/${namespace.id}`,
  namespaceMembers: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/members`, params),
  namespaceActivity: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/activity`, params),
  editNamespace: (namespace: Id) => `/namespaces/${namespace.id}/edit`,
  namespaceVisibility: (namespace: Id) => `/namespaces/${namespace.id}/visibility`,
  namespaceTransfer: (namespace: Id) => `/namespaces/${namespace.id}/transfer`,
  receiverSuggestions: (namespace: Id) => `/namespaces/${namespace.id}/transfer/suggestions`,
};

const permissionLookup = {
  permissions: (params: Query = {}) => query("/permissions", params),
  permissionMatrix: (params: Query = {}) => query("/permissions/matrix", params),
};

const decisions = {
  decisions: (params: Query = {}) => query("/why", params),
  decision: ({ id }: { id: string }) => `/why/${id}`,
  accessRequests: ({ id }: { id: string }) => `/why/${id}/requests`,
  decisionsCsv: (params: Query = {}) => query("/why/decisions.csv", params),
  decisionsNdjson: (params: Query = {}) => query("/why/decisions.ndjson", params),
};

const accounts = {
  newUser: () => "/admin/users/new",
  userDeletion: (user: Id) => `/admin/users/${user.id}/deletion`,
};

const registries = {
  newRegistry: () => "/admin/registries/new",
};

const externalSignIn = {
  connections: () => "/profile/connections",
  connectDirectory: (provider: Id) => `/profile/connections/directories/${provider.id}`,
  endConnection: (connection: Id) => `/profile/connections/${connection.id}/removal`,
  signInProviders: () => "/admin/sign-in",
  secondFactorRule: () => "/admin/sign-in/policy/second-factor",
  chooseSignInProvider: () => "/admin/sign-in/new",
  newSignInProvider: (kind: string, params: Query = {}) =>
    query(`/admin/sign-in/new/${kind}`, params),
  signInProvider: (provider: Id) => `/admin/sign-in/${provider.id}`,
  signInProviderSettings: (provider: Id) => `/admin/sign-in/${provider.id}/settings`,
  signInProviderTest: (provider: Id) => `/admin/sign-in/${provider.id}/test`,
  signInProviderDeletion: (provider: Id) => `/admin/sign-in/${provider.id}/deletion`,
  groupMappings: (provider: Id) => `/admin/sign-in/${provider.id}/mappings`,
  endGroupMapping: (provider: Id, mapping: Id) =>
    `/admin/sign-in/${provider.id}/mappings/${mapping.id}/removal`,
};

const scim = {
  scim: () => "/scim/v2",
  scimUser: (id: string) => `/scim/v2/Users/${id}`,
  scimGroup: (id: string) => `/scim/v2/Groups/${id}`,
  scimServiceProviderConfig: () => "/scim/v2/ServiceProviderConfig",
  scimResourceType: (name: string) => `/scim/v2/ResourceTypes/${name}`,
  scimSchema: (id: string) => `/scim/v2/Schemas/${id}`,
  scimSettings: (provider: Id) => `/admin/sign-in/${provider.id}/scim`,
  scimTokenRemoval: (provider: Id) => `/admin/sign-in/${provider.id}/scim/removal`,
};

const signUp = {
  signUp: (setupCode?: string) => query("/sign-up", { setup_code: setupCode }),
};

export const tenancyPaths = {
  ...teams,
  ...people,
  ...namespaces,
  ...permissionLookup,
  ...decisions,
  ...accounts,
  ...registries,
  ...externalSignIn,
  ...scim,
  ...signUp,
};
