import { type Id, type LongId, type Query, query } from "./parts.ts";

export const identityPaths = {
  signIn: (returnTo?: string) => query("/sign-in", { return: returnTo }),
  signOut: () => "/sign-out",
  forgottenPassword: () => "/forgotten-password",
  newPassword: (link?: string) => query("/new-password", { link }),
  confirmation: (link?: string) => query("/confirmation", { link }),

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

  user: (user: Id) => `/admin/users/${user.id}`,
  users: (params: Query = {}) => query("/admin/users", params),
  userDisabled: (user: Id) => `/admin/users/${user.id}/disabled`,
  userAdmin: (user: Id) => `/admin/users/${user.id}/admin`,
  userPasswordLink: (user: Id) => `/admin/users/${user.id}/password-link`,
};
