import type { IncomingMessage } from "node:http";
import { db, type Repository } from "../../../src/platform/db/client.ts";
import { type FakeRegistry, respond, sha256 } from "./registry.ts";

interface Given {
  /** Whether it deletes a tag by its name, as registries from 3.0 on; the others delete digests, with all their tags. */
  named?: boolean;
  /** The status by which it says no to a request; null: it does as it is told, unless the request is destroyed. */
  refuses?: (req: IncomingMessage, reference: string) => number | null;
}

/** Makes a registry that answers what it is told to keep what a repository of the catalogue has: it gives, takes and deletes it. */
export async function keepAll(
  { answers }: FakeRegistry,
  repository: Repository,
  { named = false, refuses = () => null }: Given = {},
) {
  const manifests = await db.manifest.findMany({
    where: { repositoryId: repository.id },
    include: { tags: true },
  });
  const held = new Map<string, Buffer>();
  for (const { digest, payload, tags } of manifests)
    for (const reference of [digest, ...tags.map(({ name }) => name)])
      held.set(reference, Buffer.from(payload ?? []));

  answers.set(`/v2/${repository.fullName}/manifests/*`, async (req, res) => {
    const reference = decodeURIComponent(req.url?.split("/").at(-1) ?? "");
    const no = refuses(req, reference);
    if (req.destroyed) return;
    if (no) return res.writeHead(no).end();
    if (req.method === "PUT") {
      const body = Buffer.concat(await req.toArray());
      held.set(reference, body).set(sha256(body), body);
      return res.writeHead(201).end();
    }
    const bytes = held.get(reference);
    if (!bytes) return respond(res, 404);
    if (req.method !== "DELETE")
      return res.writeHead(200, { "content-type": "application/json" }).end(bytes);
    const byName = !reference.includes(":");
    if (byName && !named) return res.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID"}]}');
    if (byName) held.delete(reference);
    else for (const [other, same] of held) if (same.equals(bytes)) held.delete(other);
    res.writeHead(202).end();
  });
  return { held, references: () => [...held.keys()].sort() };
}
