import { pool } from "../../src/platform/db/client.ts";
import type { Route } from "../support/routes.ts";

export interface Address {
  path: string;
  /** The team that owns the thing; null: no team. */
  team: string | null;
}

const ofNamespace = "FROM namespaces n JOIN teams t ON t.id = n.team_id";
const ofRepository = `${ofNamespace} JOIN repositories r ON r.namespace_id = n.id`;
const ofWebhook = `${ofNamespace} JOIN webhooks w ON w.namespace_id = n.id`;
const ofDelivery = `${ofWebhook} JOIN webhook_deliveries d ON d.webhook_id = w.id`;

/** The rows for the parameters of a route, by the start of its path. The longest match counts. */
const rowsOf: Record<string, string> = {
  "/robots/:id": "SELECT t.name AS team, u.id FROM users u JOIN teams t ON t.id = u.robot_team_id",
  "/repositories/*name": `SELECT t.name AS team, r.full_name ${ofRepository}`,
  "/repositories/*name/-/tags/:tag": `SELECT t.name AS team, r.full_name, g.name ${ofRepository} JOIN tags g ON g.repository_id = r.id`,
  "/repositories/*name/-/tags/:tag/timeline": `SELECT DISTINCT t.name AS team, r.full_name, v.tag ${ofRepository} JOIN tag_moves v ON v.repository_id = r.id`,
  "/repositories/*name/-/:reference": `SELECT t.name AS team, r.full_name, m.digest ${ofRepository} JOIN manifests m ON m.repository_id = r.id`,
  "/namespaces/:id": `SELECT t.name AS team, n.id ${ofNamespace}`,
  "/namespaces/:id/webhooks/:webhook": `SELECT t.name AS team, n.id, w.id ${ofWebhook}`,
  "/namespaces/:id/webhooks/:webhook/deliveries/:delivery": `SELECT t.name AS team, n.id, w.id, d.id ${ofDelivery}`,
  "/people/:name":
    "SELECT t.name AS team, u.username FROM memberships m JOIN teams t ON t.id = m.team_id JOIN users u ON u.id = m.user_id",
  "/teams/:id": "SELECT name AS team, id FROM teams WHERE NOT hidden",
  "/admin/users/:id": "SELECT NULL AS team, id FROM users WHERE NOT robot",
  "/admin/users/:id/deletion": "SELECT NULL AS team, id FROM users WHERE username <> 'ada'",
  "/sign-in/oidc/:slug": "SELECT NULL AS team, slug FROM sign_in_providers WHERE kind = 'oidc'",
  "/admin/sign-in/new/:kind": "SELECT NULL AS team, 'oidc'",
  "/admin/sign-in/:id": "SELECT NULL AS team, id FROM sign_in_providers",
  "/admin/registries/:id": "SELECT NULL AS team, id FROM registries",
  "/deletions/:id":
    "SELECT t.name AS team, p.id FROM deletion_plans p JOIN teams t ON t.id = p.team_id",
  "/repositories/*name/-/badges/:file": `SELECT t.name AS team, r.full_name, 'version.svg' ${ofRepository}`,
  "/repositories/*name/-/card.png": `SELECT t.name AS team, r.full_name ${ofRepository} WHERE n.visibility <> 'public'`,
  "/configure/:kind": "SELECT NULL AS team, 'github-actions'",
  "/admin/configure/:kind": "SELECT NULL AS team, 'nginx'",
  "/assets/*file": "SELECT NULL AS team, 'app.css'",
  "/v2/*name/tags/list": `SELECT t.name AS team, r.full_name ${ofRepository}`,
  "/v2/*name/referrers/:digest": `SELECT t.name AS team, r.full_name, m.digest ${ofRepository} JOIN manifests m ON m.repository_id = r.id`,
  "/api/v1/users/:id": "SELECT NULL AS team, id FROM users WHERE NOT robot",
  "/api/v1/users/:id/application_tokens":
    "SELECT NULL AS team, id FROM users WHERE username = 'carl'",
  "/api/v1/robots/:id":
    "SELECT t.name AS team, u.id FROM users u JOIN teams t ON t.id = u.robot_team_id",
  "/api/v1/repositories/:id": `SELECT t.name AS team, r.id ${ofRepository}`,
  "/api/v1/repositories/:id/images/:reference": `SELECT t.name AS team, r.id, m.digest ${ofRepository} JOIN manifests m ON m.repository_id = r.id`,
  "/api/v1/repositories/:id/tags/:tag_id": `SELECT t.name AS team, r.id, g.id ${ofRepository} JOIN tags g ON g.repository_id = r.id`,
  "/api/v1/tags/:id": `SELECT t.name AS team, g.id ${ofRepository} JOIN tags g ON g.repository_id = r.id`,
  "/api/v1/teams/:id": "SELECT name AS team, id FROM teams WHERE NOT hidden",
  "/api/v1/namespaces/:id": `SELECT t.name AS team, n.id ${ofNamespace}`,
  "/api/v1/namespaces/:id/webhooks/:webhook_id": `SELECT t.name AS team, n.id, w.id ${ofWebhook}`,
  "/api/v1/namespaces/:id/webhooks/:webhook_id/deliveries/:delivery_id": `SELECT t.name AS team, n.id, w.id, d.id ${ofDelivery}`,
  "/api/v1/registries/:id/retention": `SELECT NULL AS team, registry_id FROM retention_rules WHERE registry_id IS NOT NULL`,
};

/** The query of routes that require one. */
const queries: Partial<Record<Route, string>> = {
  "GET /v2/token": "service=registry.test.lan:5000&scope=repository:north/app:pull",
  "GET /live": "for=sync",
  "GET /search": "q=north",
  "GET /search/suggestions": "q=north",
  "GET /permissions": "what=north/app",
  "GET /admin/sync/repair": "id=1",
  "GET /teams/:id/members/suggestions": "q=sam",
  "GET /repositories/*name/-/access/members/suggestions": "q=sam",
  "GET /namespaces/validate": "name=free",
  "GET /api/v1/permissions": "what=north/app&action=pull",
  "GET /api/v1/namespaces/validate": "name=free",
};

/** The paths of a route, one for each row that its parameters can name. */
export async function addressesOf(route: Route): Promise<Address[]> {
  const path = route.slice(route.indexOf("/"));
  const query = queries[route] ? `?${queries[route]}` : "";
  if (!/[:*]/.test(path)) return [{ path: path + query, team: null }];

  const [beginning] = Object.keys(rowsOf)
    .filter((it) => `${path}/`.startsWith(`${it}/`))
    .sort((a, b) => b.length - a.length);
  const sql = beginning && rowsOf[beginning];
  if (!sql) throw new Error(`Which rows do the parameters of ${route} name?`);
  const { rows } = await pool.query<[string | null, ...(string | number)[]]>({
    text: sql,
    rowMode: "array",
  });
  return rows.map(([team, ...values]) => ({ team, path: filled(path, values) + query }));
}

function filled(path: string, values: (string | number)[]): string {
  let at = 0;
  const result = path.replace(/[:*]\w+/g, () => String(values[at++]));
  if (at !== values.length) throw new Error(`${path} has ${at} parameters, not ${values.length}`);
  return result;
}
