import type { IncomingMessage } from "node:http";
import { db, type Repository } from "../../../src/platform/db/client.ts";
import { type FakeRegistry, respond, sha256 } from "./registry.ts";

interface Given {
  /** Whether it deletes tags by name, as registries from 3.0 on. Older ones delete digests with all their tags. */
  named?: boolean;
  /** The status with which it refuses a request. Null: it does what is requested, unless the request is destroyed. */
  refuses?: (req: IncomingMessage, reference: string) => number | null;
}

/** Makes a fake registry store the manifests of a repository in the catalogue: they can be read, uploaded and deleted. */
export async function serveManifests(
  { answers }: FakeRegistry,
  repository: Repository,
  { named = false, refuses = () => null }: Given = {},
) {
  const manifests = await db.manifest.findMany({
    where: { repositoryId: repository.id },
    include: { tags: true },
  });
  const stored = new Map<string, Buffer>();
  for (const { digest, payload, tags } of manifests)
    for (const reference of [digest, ...tags.map(({ name }) => name)])
      stored.set(reference, Buffer.from(payload ?? []));

  answers.set(`/v2/${repository.fullName}/manifests/*`, async (req, res) => {
    const reference = decodeURIComponent(req.url?.split("/").at(-1) ?? "");
    const refusal = refuses(req, reference);
    if (req.destroyed) return;
    if (refusal) return res.writeHead(refusal).end();
    if (req.method === "PUT") {
      const body = Buffer.concat(await req.toArray());
      stored.set(reference, body).set(sha256(body), body);
      return res.writeHead(201).end();
    }
    const bytes = stored.get(reference);
    if (!bytes) return respond(res, 404);
    if (req.method !== "DELETE")
      return res.writeHead(200, { "content-type": "application/json" }).end(bytes);
    const byName = !reference.includes(":");
    if (byName && !named) return res.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID"}]}');
    if (byName) stored.delete(reference);
    else for (const [other, same] of stored) if (same.equals(bytes)) stored.delete(other);
    res.writeHead(202).end();
  });
  return { stored, references: () => [...stored.keys()].sort() };
}
