import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";

// A registry that has what the catalogue has, read from its rows: pushing a million tags to a real one would take days. It
// asks nobody for a token, and lacks a tag of every hundredth repository, so that there is drift.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });

createServer((req, res) => {
  res.setHeader("docker-distribution-api-version", "registry/2.0");
  answer(req, res).catch((error) => res.writeHead(500).end(String(error)));
}).listen(Number(process.env.PORT), "127.0.0.1");

async function answer(req: IncomingMessage, res: ServerResponse): Promise<unknown> {
  const { pathname, searchParams } = new URL(req.url ?? "", "http://registry");
  if (pathname === "/v2/") return json(res, {});
  if (pathname === "/v2/_catalog") return catalog(res, searchParams);
  const [, name = "", kind, reference = ""] =
    /^\/v2\/(.+)\/(tags|manifests|blobs)\/(.+)$/.exec(pathname) ?? [];
  if (kind === "blobs") return blob(res, reference);
  const tags = await tagsOf(name);
  if (kind === "tags") return json(res, { name, tags: [...tags.keys()] });
  const digest = reference.includes(":") ? reference : tags.get(reference);
  if (!digest) return json(res, { errors: [{ code: "MANIFEST_UNKNOWN" }] }, 404);
  if (req.headers["if-none-match"] === `"${digest}"`) return res.writeHead(304).end();
  return manifest(res, name, digest);
}

async function catalog(res: ServerResponse, query: URLSearchParams): Promise<void> {
  const size = Number(query.get("n"));
  const { rows } = await pool.query<{ name: string }>(
    `SELECT full_name AS name FROM repositories WHERE full_name COLLATE "C" > $1
     ORDER BY full_name COLLATE "C" LIMIT $2`,
    [query.get("last") ?? "", size],
  );
  const last = rows.length === size && rows.at(-1)?.name;
  if (last) res.setHeader("link", `</v2/_catalog?n=${size}&last=${last}>; rel="next"`);
  json(res, { repositories: rows.map(({ name }) => name) });
}

const maxKept = 64; // repositories, which are requested one after the other
const kept = new Map<string, Promise<Map<string, string>>>();

/** The digests of a repository's tags. */
function tagsOf(name: string): Promise<Map<string, string>> {
  const tags = kept.get(name) ?? readTags(name);
  kept.set(name, tags);
  for (const [oldest] of kept) if (kept.size > maxKept) kept.delete(oldest);
  return tags;
}

async function readTags(name: string): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ tag: string; digest: string }>(
    `SELECT tags.name AS tag, digest FROM repositories JOIN tags ON tags.repository_id = repositories.id
       JOIN manifests ON manifests.id = manifest_id
     WHERE full_name COLLATE "C" = $1 AND NOT (repositories.id % 100 = 0 AND tags.name = 'v1.1')`,
    [name],
  );
  return new Map(rows.map(({ tag, digest }) => [tag, digest]));
}

async function manifest(res: ServerResponse, name: string, digest: string): Promise<void> {
  const { rows } = await pool.query<{ type: string; payload: Buffer }>(
    `SELECT media_type AS type, payload FROM manifests JOIN repositories ON repositories.id = repository_id
     WHERE full_name COLLATE "C" = $1 AND digest = $2`,
    [name, digest],
  );
  const [{ type, payload } = { type: "", payload: "" }] = rows;
  res.writeHead(200, { "content-type": type, "docker-content-digest": digest }).end(payload);
}

async function blob(res: ServerResponse, digest: string): Promise<void> {
  const { rows } = await pool.query<{ size: string }>(
    `(SELECT size FROM manifest_layers WHERE digest = $1 LIMIT 1)
     UNION ALL (SELECT config_size FROM manifests WHERE config_digest = $1 LIMIT 1)`,
    [digest],
  );
  res.writeHead(200, { "content-length": rows[0]?.size ?? 0 }).end();
}

function json(res: ServerResponse, body: object, status = 200): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
