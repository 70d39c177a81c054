import type { TeamData } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";

/** The values of route parameters. A key is the end of a path up to the parameter, or the end of the whole path. */
function namesIn(place: TeamData): Record<string, string | number | bigint> {
  return {
    "teams/:id": place.team.id,
    "repositories/:id/members/:member_id": place.repositoryMember.id,
    "members/:memberId": place.membership.id,
    "members/:member_id": place.membership.id,
    "namespaces/:id": place.namespace.id,
    "webhooks/:webhook": place.webhook.id,
    "webhooks/:webhook_id": place.webhook.id,
    "headers/:header": place.webhookHeader.id,
    "headers/:header_id": place.webhookHeader.id,
    "deliveries/:delivery": place.delivery.id,
    "deliveries/:delivery_id": place.delivery.id,
    "/*name": place.repository.fullName,
    "repositories/:id": place.repository.id,
    "access/members/:id": place.repositoryMember.id,
    "tags/:tag": place.tag.name,
    "tags/:tag_id": place.tag.id,
    "-/:digest/reading": place.manifest.digest,
    "-/:reference": place.manifest.digest,
    "images/:reference": place.manifest.digest,
    "referrers/:digest": place.manifest.digest,
    "comments/:id": place.comment.id,
    "comments/:comment_id": place.comment.id,
    "robots/:id": place.robot.id,
    "tokens/:token": place.robotToken.id,
    "tokens/:id": place.token.id,
    "passkeys/:id": place.passkey.id,
    "clients/:id": place.client.id,
    "sessions/:id": place.session,
    "sign-in/oidc/:slug": "none",
    "sign-in/new/:kind": "oidc",
    "admin/sign-in/:id": place.provider.id,
    "v2/Users/:id": "u1",
    "v2/Groups/:id": "g1",
    "v2/Schemas/:id": "urn:ietf:params:scim:schemas:core:2.0:User",
    "v2/ResourceTypes/:id": "User",
    "mappings/:mapping": place.mapping.id,
    "connections/directories/:id": place.provider.id,
    "connections/:id": place.connection.id,
    "users/:id": place.contributor.id,
    "people/:name": place.contributor.username,
    "registries/:id": place.namespace.registryId,
    "deletions/:id/undo": place.deletion.id,
    "deletions/:id/restoration": place.deletion.id,
    "deletions/:id": place.plan.id,
    "drifts/:id/repair": 1,
    "decisions/:id": place.decision,
    "why/:id": place.decision,
    "api/v1/tags/:id": place.tag.id,
    "vulnerabilities/:id": place.tag.id,
    "events/:id": String(place.event.id),
    "admin/configure/:kind": "nginx",
    "configure/:kind": "github-actions",
    "badges/:file": "version.svg",
    "/*file": "app.css",
  };
}

/** The path of a route. Its first parameter is filled from `parent`, the others from `child`. */
export function address(route: Route, parent: TeamData, child = parent): string {
  const path = route.slice(route.indexOf("/"));
  let seen = 0;
  const filled = path.replace(/[:*]\w+/g, (parameter, at: number) => {
    const names = namesIn(seen++ === 0 ? parent : child);
    const place = path.slice(0, at) + parameter;
    const key = Object.keys(names).find((it) => place.endsWith(it) || path.endsWith(it));
    if (!key) throw new Error(`What does ${parameter} name in ${route}?`);
    return String(names[key]);
  });
  return queries[route] ? `${filled}?${queries[route]}` : filled;
}

/** The query of routes that require one. */
const queries: Partial<Record<Route, string>> = {
  "GET /v2/token": "service=registry.test.lan:5000&scope=repository:north/app:pull",
  "GET /live": "for=sync",
  "GET /search": "q=north",
  "GET /admin/sync/repair": "id=1",
  "GET /search/suggestions": "q=north",
  "GET /permissions": "what=north/app",
  "GET /teams/:id/members/suggestions": "q=sam",
  "GET /repositories/*name/-/access/members/suggestions": "q=sam",
  "GET /namespaces/validate": "name=free",
  "GET /api/v1/permissions": "what=north/app&action=pull",
  "GET /api/v1/namespaces/validate": "name=free",
};

export const parametersOf = (route: Route): number => route.match(/[:*]\w+/g)?.length ?? 0;
