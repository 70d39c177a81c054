import type { Located } from "../reference.ts";
import { name, type Query, query } from "./parts.ts";
import { repositoryPaths } from "./repositories.ts";
import { usagePaths } from "./usage.ts";

export type { Query };

/** Every URL of Portus. Views and redirects take them from here. */

type Id = { id: number };
type LongId = { id: number | bigint };
type Webhook = Id & { namespaceId: number };

const webhookPath = ({ namespaceId, id }: Webhook) => `/namespaces/${namespaceId}/webhooks/${id}`;

export const paths = {
  home: () => "/",
  signIn: (returnTo?: string) => query("/sign-in", { return: returnTo }),
  signOut: () => "/sign-out",
  signUp: () => "/sign-up",
  forgottenPassword: () => "/forgotten-password",
  newPassword: (link?: string) => query("/new-password", { link }),
  confirmation: (link?: string) => query("/confirmation", { link }),
  theme: () => "/theme",
  explore: (params: Query = {}) => query("/explore", params),
  activity: (params: Query = {}) => query("/activity", params),

  profile: () => "/profile",
  password: () => "/profile/password",
  ownDisabling: () => "/profile/disabled",
  applicationTokens: () => "/profile/tokens",
  revokeToken: (token: Id) => `/profile/tokens/${token.id}/revocation`,
  rotateToken: (token: Id) => `/profile/tokens/${token.id}/rotation`,
  endClient: (client: LongId) => `/profile/clients/${client.id}/revocation`,
  endSession: (session: { id: string }) => `/profile/sessions/${session.id}/revocation`,

  robots: (params: Query = {}) => query("/robots", params),
  robot: (robot: Id) => `/robots/${robot.id}`,
  robotRole: (robot: Id) => `/robots/${robot.id}/role`,
  robotDeletion: (robot: Id) => `/robots/${robot.id}/deletion`,
  robotTokens: (robot: Id) => `/robots/${robot.id}/tokens`,
  rotateRobotToken: (robot: Id, token: Id) => `/robots/${robot.id}/tokens/${token.id}/rotation`,
  revokeRobotToken: (robot: Id, token: Id) => `/robots/${robot.id}/tokens/${token.id}/revocation`,

  repositories: (params: Query = {}) => query("/repositories", params),
  repository: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}`, params),
  ...repositoryPaths,

  namespaceSizes: (namespace: Id) => `/namespaces/${namespace.id}/sizes`,
  namespaceRetention: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/retention`, params),
  registryRetention: (registry: Id, params: Query = {}) =>
    query(`/admin/registries/${registry.id}/retention`, params),
  deletions: (params: Query = {}) => query("/deletions", params),
  deletion: (plan: Id) => `/deletions/${plan.id}`,
  executeDeletion: (plan: Id) => `/deletions/${plan.id}/execution`,
  undoDeletion: (plan: Id) => `/deletions/${plan.id}/undo`,

  ...usagePaths,

  teams: (params: Query = {}) => query("/teams", params),
  newTeam: () => "/teams/new",
  team: (team: Id) => `/teams/${team.id}`,
  editTeam: (team: Id) => `/teams/${team.id}/edit`,
  teamDeletion: (team: Id) => `/teams/${team.id}/deletion`,
  teamMembers: (team: Id) => `/teams/${team.id}/members`,
  memberSuggestions: (team: Id) => `/teams/${team.id}/members/suggestions`,
  memberRole: (team: Id, member: Id) => `/teams/${team.id}/members/${member.id}/role`,
  memberRemoval: (team: Id, member: Id) => `/teams/${team.id}/members/${member.id}/removal`,

  live: (topic: string, since: number) => query("/live", { for: topic, since }),

  namespaces: (params: Query = {}) => query("/namespaces", params),
  newNamespace: (params: Query = {}) => query("/namespaces/new", params),
  namespaceCheck: () => "/namespaces/validate",
  namespace: (namespace: Id) => `/namespaces/${namespace.id}`,
  editNamespace: (namespace: Id) => `/namespaces/${namespace.id}/edit`,
  namespaceVisibility: (namespace: Id) => `/namespaces/${namespace.id}/visibility`,
  namespaceTransfer: (namespace: Id) => `/namespaces/${namespace.id}/transfer`,
  namespaceImmutableTags: (namespace: Id) => `/namespaces/${namespace.id}/immutable-tags`,
  namespaceDeletion: (namespace: Id) => `/namespaces/${namespace.id}/deletion`,
  receiverSuggestions: (namespace: Id) => `/namespaces/${namespace.id}/transfer/suggestions`,
  namespaceTeamSuggestions: () => "/namespaces/new/suggestions",

  webhooks: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/webhooks`, params),
  newWebhook: (namespace: Id) => `/namespaces/${namespace.id}/webhooks/new`,
  webhook: (webhook: Webhook, params: Query = {}) => query(webhookPath(webhook), params),
  editWebhook: (webhook: Webhook) => `${webhookPath(webhook)}/edit`,
  webhookEnabled: (webhook: Webhook) => `${webhookPath(webhook)}/enabled`,
  webhookSecret: (webhook: Webhook) => `${webhookPath(webhook)}/secret`,
  webhookTest: (webhook: Webhook) => `${webhookPath(webhook)}/test`,
  webhookDeletion: (webhook: Webhook) => `${webhookPath(webhook)}/deletion`,
  webhookHeaders: (webhook: Webhook) => `${webhookPath(webhook)}/headers`,
  webhookHeaderRemoval: (webhook: Webhook, header: Id) =>
    `${webhookPath(webhook)}/headers/${header.id}/removal`,
  delivery: (webhook: Webhook, delivery: LongId) =>
    `${webhookPath(webhook)}/deliveries/${delivery.id}`,
  retriggerDelivery: (webhook: Webhook, delivery: LongId) =>
    `${webhookPath(webhook)}/deliveries/${delivery.id}/retrigger`,

  permissions: (params: Query = {}) => query("/permissions", params),

  search: (params: Query = {}) => query("/search", params),
  suggest: (params: Query = {}) => query("/search/suggest", params),

  admin: () => "/admin",
  activitiesCsv: (params: Query = {}) => query("/admin/activities.csv", params),
  activitiesNdjson: (params: Query = {}) => query("/admin/activities.ndjson", params),
  users: (params: Query = {}) => query("/admin/users", params),
  newUser: () => "/admin/users/new",
  user: (user: Id) => `/admin/users/${user.id}`,
  userPasswordLink: (user: Id) => `/admin/users/${user.id}/password-link`,
  userDeletion: (user: Id) => `/admin/users/${user.id}/deletion`,
  registries: () => "/admin/registries",
  newRegistry: () => "/admin/registries/new",
  registry: (registry: Id) => `/admin/registries/${registry.id}`,
  settings: () => "/admin/settings",
  apiReference: () => "/api",
  openApi: () => "/api/openapi.json",
  userDisabled: (user: Id) => `/admin/users/${user.id}/disabled`,
  userAdmin: (user: Id) => `/admin/users/${user.id}/admin`,
  retryFailedEvents: () => "/admin/events/retry",
  failedEvents: (params: Query = {}) => query("/admin/events", params),
  sync: (params: Query = {}) => query("/admin/sync", params),
  syncRepair: (params: Query = {}) => query("/admin/sync/repair", params),
  syncRepairs: () => "/admin/sync/repairs",
  retryEvent: (event: { id: bigint }) => `/admin/events/${event.id}/retry`,
};
