import { password as current } from "../support/data/factories.ts";
import type { TwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";

type Fields = Record<string, string>;

/** A valid body for a route; empty if it needs none. */
export function bodyFor(route: Route, teams: TwoTeams): Fields {
  const confirmed = route.includes(" /api/") || route.includes(" /v2/") ? {} : { confirmed: "1" };
  return { ...confirmed, ...bodies(teams)[route] };
}

const service = "registry.test.lan:5000";
const password = "a new and long password";
const provider = {
  name: "Login",
  issuer: "https://login.example.org",
  client_id: "portus",
  secret: "a secret",
};
const webhook = { name: "build", url: "https://hooks.example.org/build" };

function bodies({ north, stranger, drift }: TwoTeams): Partial<Record<Route, Fields>> {
  return {
    "POST /theme": { theme: "dark" },
    "POST /sign-up": { username: "newcomer", email: "newcomer@example.org", password },
    "POST /sign-in": { username: north.viewer.username, password: current },
    "POST /device/confirmation": { user_code: north.deviceCode, days: "30" },
    "POST /device/refusal": { user_code: north.deviceCode },
    "POST /oauth/device": { client_id: "test" },
    "POST /oauth/token": { grant_type: "password" },
    "POST /oauth/revoke": { token: "none" },
    "POST /forgotten-password": { email: "nobody@example.org" },
    "POST /profile": { email: "another@example.org", displayName: "Another Name" },
    "POST /profile/password": { current, password },
    "POST /profile/tokens": { name: "ci", days: "30" },
    "POST /profile/security/passkeys/:id/name": { name: "renamed" },
    "POST /profile/security/authenticator": { code: "000000" },
    "POST /robots": { team: north.team.name, name: "builder", role: "viewer", days: "30" },
    "POST /robots/:id/role": { role: "viewer" },
    "POST /robots/:id/tokens": { name: "ci", days: "30" },
    "POST /repositories/*name/-/access/visibility": { visibility: "private" },
    "POST /repositories/*name/-/access/members": { user: stranger.username, role: "viewer" },
    "POST /repositories/*name/-/access/members/:id/role": { role: "contributor" },
    "POST /repositories/*name/-/star": { starred: "true" },
    "POST /repositories/*name/-/comments": { body: "It works here, too." },
    "POST /repositories/*name/-/settings/description": { description: "What it is." },
    "POST /repositories/*name/-/tags/:tag/timeline": {
      digest: north.manifest.digest,
      from: north.manifest.digest,
    },
    "POST /repositories/*name/-/immutable-tags": { patterns: "v*" },
    "POST /repositories/*name/-/deletion": { tags: north.tag.name },
    "POST /admin/sync/repair": { id: String(drift.id) },
    "POST /admin/sync/repairs": { last: String(drift.id) },
    "POST /namespaces": { name: "fresh", team: north.team.name, visibility: "private" },
    "POST /namespaces/:id/edit": { description: "What it is." },
    "POST /namespaces/:id/sizes": { quota: "20 GB" },
    "PUT /api/v1/namespaces/:id/quota": { quota: "1000" },
    "POST /namespaces/:id/immutable-tags": { patterns: "v*" },
    "POST /namespaces/:id/visibility": { visibility: "public" },
    "POST /namespaces/:id/transfer": { team: "Team south" },
    "POST /namespaces/:id/members": { user: stranger.username, role: "viewer" },
    "POST /namespaces/:id/webhooks": webhook,
    "POST /namespaces/:id/webhooks/:webhook/edit": webhook,
    "POST /namespaces/:id/webhooks/:webhook/enabled": { enabled: "false" },
    "POST /namespaces/:id/webhooks/:webhook/headers": { name: "X-Other", value: "else" },
    "POST /profile/connections/directories/:id": { username: "mara", secret: "a password" },
    "POST /teams": { name: "Fresh" },
    "POST /teams/:id/edit": { name: "Renamed" },
    "POST /teams/:id/members": { user: stranger.username, role: "viewer" },
    "POST /teams/:id/members/:memberId/role": { role: "contributor" },
    "POST /admin/users/new": { username: "newcomer", email: "", password },
    "POST /admin/users/:id": { email: "another@example.org" },
    "POST /admin/users/:id/disabled": { disabled: "true" },
    "POST /admin/users/:id/admin": { admin: "true" },
    "POST /admin/sign-in/policy/second-factor": { who: "off" },
    "POST /admin/sign-in/new/:kind": { slug: "fresh", ...provider },
    "POST /admin/sign-in/:id/settings": provider,
    "POST /admin/sign-in/:id/mappings": { group: "fresh", team: north.team.name, role: "viewer" },
    "POST /admin/registries/new": { name: "other", hostname: "other.test.lan", force: "true" },
    "POST /admin/registries/:id": {
      name: "renamed",
      hostname: "registry.test.lan:5000",
      force: "true",
    },

    "POST /repositories/*name/-/untagged": { days: "1" },
    "POST /api/v1/repositories/:id/untagged/deletion": { days: "1" },
    "POST /repositories/*name/-/retention": { deleteAllMatching: "on" },
    "POST /repositories/*name/-/retention/rules": { newest: "5" },
    "POST /namespaces/:id/retention/rules": { newest: "5" },
    "POST /admin/registries/:id/retention/rules": { newest: "5" },
    "PUT /api/v1/repositories/:id/retention": { newest: "5" },
    "PUT /api/v1/namespaces/:id/retention": { newest: "5" },
    "PUT /api/v1/registries/:id/retention": { newest: "5" },
    "PUT /api/v1/repositories/:id/visibility": { visibility: "private" },

    "POST /v2/token": { grant_type: "password", client_id: "a client", service },
    "POST /api/v1/users/bootstrap": { username: "first", email: "first@example.org", password },
    "POST /api/v1/users": { username: "newcomer", password },
    "PUT /api/v1/profile": { email: "another@example.org" },
    "PUT /api/v1/profile/password": { current, password },
    "POST /api/v1/repositories/:id/comments": { body: "It works here, too." },
    "POST /api/v1/repositories/:id/rollback": {
      tag: north.tag.name,
      digest: north.manifest.digest,
      from: north.manifest.digest,
    },
    "PUT /api/v1/users/:id": { email: "another@example.org" },
    "POST /api/v1/users/:id/application_tokens": { application: "ci" },
    "POST /api/v1/registries": { name: "other", hostname: "other.test.lan", force: "true" },
    "PUT /api/v1/registries/:id": { name: "renamed", force: "true" },
    "POST /api/v1/robots": { team: north.team.name, name: "builder", role: "viewer", days: "30" },
    "PUT /api/v1/robots/:id": { role: "viewer" },
    "POST /api/v1/teams": { name: "Fresh" },
    "PUT /api/v1/teams/:id": { name: "Renamed" },
    "POST /api/v1/teams/:id/members": { user: stranger.username, role: "viewer" },
    "PUT /api/v1/teams/:id/members/:member_id": { role: "contributor" },
    "POST /api/v1/repositories/:id/members": { user: stranger.username, role: "viewer" },
    "PUT /api/v1/repositories/:id/members/:member_id": { role: "contributor" },
    "POST /api/v1/namespaces/:id/preview": { visibility: "public" },
    "POST /api/v1/teams/:id/members/:member_id/preview": { role: "contributor" },
    "POST /api/v1/repositories/:id/preview": { user: stranger.username, role: "viewer" },
    "POST /api/v1/namespaces": { name: "fresh", team: north.team.name },
    "POST /api/v1/namespaces/:id/webhooks": webhook,
    "POST /api/v1/namespaces/:id/webhooks/:webhook_id/headers": { name: "X-Other", value: "else" },
    "PUT /api/v1/namespaces/:id/webhooks/:webhook_id": { enabled: "false" },
    "PUT /api/v1/namespaces/:id/immutable_tags": { patterns: "v*" },
    "PUT /api/v1/repositories/:id/immutable_tags": { patterns: "v*" },
    "PUT /api/v1/repositories/:id": { description: "What it is." },
    "PUT /api/v1/namespaces/:id": { description: "What it is." },
  };
}
