import { type Id, type LongId, type Query, query } from "./parts.ts";

const signIn = {
  signIn: (returnTo?: string) => query("/sign-in", { return: returnTo }),
  signOut: () => "/sign-out",
  secondFactor: (returnTo?: string) => query("/sign-in/second-factor", { return: returnTo }),
  passkeySignIn: () => "/sign-in/passkey",
  passkeyChallenge: () => "/sign-in/passkey/challenge",
  recentSignIn: (returnTo?: string) => query("/recent-sign-in", { return: returnTo }),
};

/** Where people sign in by OpenID Connect. Slugs have only letters, digits and hyphens. */
const providers = {
  providerSignIn: ({ slug }: Slug, params: Query = {}) => query(`/sign-in/oidc/${slug}`, params),
  providerCallback: ({ slug }: Slug) => `/sign-in/oidc/${slug}/callback`,
  providerLogout: ({ slug }: Slug) => `/sign-in/oidc/${slug}/logout`,
  providerSignedOut: ({ slug }: Slug) => `/sign-in/oidc/${slug}/signed-out`,
  providerEnd: ({ slug }: Slug) => `/sign-in/oidc/${slug}/end`,
};

interface Slug {
  slug: string;
}

const recovery = {
  forgottenPassword: () => "/forgotten-password",
  newPassword: (link?: string) => query("/new-password", { link }),
  newAddress: (link?: string) => query("/new-address", { link }),
  confirmation: (link?: string) => query("/confirmation", { link }),
};

const people = {
  profile: () => "/profile",
  password: () => "/profile/password",
  ownDisabling: () => "/profile/disabled",
  endSession: (session: { id: string }) => `/profile/sessions/${session.id}/revocation`,

  user: (user: Id) => `/admin/users/${user.id}`,
  users: (params: Query = {}) => query("/admin/users", params),
  userDisabled: (user: Id) => `/admin/users/${user.id}/disabled`,
  userAdmin: (user: Id) => `/admin/users/${user.id}/admin`,
  userPasswordLink: (user: Id) => `/admin/users/${user.id}/password-link`,
};

const secondFactor = {
  security: () => "/profile/security",
  newPasskey: () => "/profile/security/passkeys/new",
  newPasskeyChallenge: () => "/profile/security/passkeys/challenge",
  passkeys: () => "/profile/security/passkeys",
  passkeyName: (passkey: Id) => `/profile/security/passkeys/${passkey.id}/name`,
  passkeyRemoval: (passkey: Id) => `/profile/security/passkeys/${passkey.id}/removal`,
  newAuthenticator: () => "/profile/security/authenticator/new",
  authenticator: () => "/profile/security/authenticator",
  authenticatorRemoval: () => "/profile/security/authenticator/removal",
  recoveryCodes: () => "/profile/security/recovery-codes",
  secondFactorReset: (user: Id) => `/admin/users/${user.id}/second-factor/reset`,
};

const tokens = {
  applicationTokens: () => "/profile/tokens",
  revokeToken: (token: Id) => `/profile/tokens/${token.id}/revocation`,
  rotateToken: (token: Id) => `/profile/tokens/${token.id}/rotation`,
  endClient: (client: LongId) => `/profile/clients/${client.id}/revocation`,
};

/** Machines get application tokens here (RFC 8628), after people confirmed their codes. */
const deviceSignIn = {
  deviceRequest: () => "/oauth/device",
  deviceToken: () => "/oauth/token",
  tokenRevocation: () => "/oauth/revoke",
  device: (code?: string) => query("/device", { user_code: code }),
  deviceConfirmation: () => "/device/confirmation",
  deviceRefusal: () => "/device/refusal",
};

const robots = {
  robots: (params: Query = {}) => query("/robots", params),
  robot: (robot: Id) => `/robots/${robot.id}`,
  robotRole: (robot: Id) => `/robots/${robot.id}/role`,
  robotDeletion: (robot: Id) => `/robots/${robot.id}/deletion`,
  robotTokens: (robot: Id) => `/robots/${robot.id}/tokens`,
  rotateRobotToken: (robot: Id, token: Id) => `/robots/${robot.id}/tokens/${token.id}/rotation`,
  revokeRobotToken: (robot: Id, token: Id) => `/robots/${robot.id}/tokens/${token.id}/revocation`,
};

export const identityPaths = {
  ...signIn,
  ...providers,
  ...recovery,
  ...people,
  ...secondFactor,
  ...tokens,
  ...deviceSignIn,
  ...robots,
};
