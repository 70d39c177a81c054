/** Every URL of Portus. Views and redirects never spell one out. */

type Id = { id: number };
type Named = { fullName: string };

const query = (path: string, params: Record<string, string | number | undefined>) => {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
};

/** Names may hold slashes, which stay; everything else that a URL would misread is escaped. */
const name = (text: string) => text.split("/").map(encodeURIComponent).join("/");

export type Query = Record<string, string | number | undefined>;

export const paths = {
  home: () => "/",
  signIn: (returnTo?: string) => query("/sign-in", { return: returnTo }),
  signOut: () => "/sign-out",
  signUp: () => "/sign-up",
  theme: () => "/theme",
  explore: (params: Query = {}) => query("/explore", params),
  activity: (params: Query = {}) => query("/activity", params),

  profile: () => "/profile",
  password: () => "/profile/password",
  applicationTokens: () => "/profile/tokens",
  revokeToken: (token: Id) => `/profile/tokens/${token.id}/revocation`,
  endClient: (client: Id) => `/profile/clients/${client.id}/revocation`,
  endSession: (session: { id: string }) => `/profile/sessions/${session.id}/revocation`,

  repositories: (params: Query = {}) => query("/repositories", params),
  repository: ({ fullName }: Named, params: Query = {}) =>
    query(`/repositories/${name(fullName)}`, params),
  editRepository: ({ fullName }: Named) => `/repositories/${name(fullName)}/-/edit`,

  admin: () => "/admin",
  users: (params: Query = {}) => query("/admin/users", params),
  userDisabled: (user: Id) => `/admin/users/${user.id}/disabled`,
  userAdmin: (user: Id) => `/admin/users/${user.id}/admin`,
  retryFailedEvents: () => "/admin/events/retry",
  failedEvents: (params: Query = {}) => query("/admin/events", params),
  retryEvent: (event: { id: bigint }) => `/admin/events/${event.id}/retry`,
};
