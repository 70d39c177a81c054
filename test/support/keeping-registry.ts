import { db, type Repository } from "../../src/db/client.ts";
import { type FakeRegistry, sha256 } from "./fake-registry.ts";

/** Makes a registry that answers what it is told to keep what a repository of the catalogue has: it gives, takes and deletes it. */
export async function keepAll({ answers }: FakeRegistry, repository: Repository) {
  const manifests = await db.manifest.findMany({
    where: { repositoryId: repository.id },
    include: { tags: true },
  });
  const held = new Map<string, Buffer>();
  for (const { digest, payload, tags } of manifests)
    for (const reference of [digest, ...tags.map(({ name }) => name)]) {
      held.set(reference, Buffer.from(payload ?? []));
      answers.set(`/v2/${repository.fullName}/manifests/${reference}`, async (req, res) => {
        const bytes = held.get(reference);
        if (req.method === "PUT") {
          const body = Buffer.concat(await req.toArray());
          held.set(reference, body).set(sha256(body), body);
          return res.writeHead(201).end();
        }
        if (!bytes) return res.writeHead(404).end();
        if (req.method !== "DELETE")
          return res.writeHead(200, { "content-type": "application/json" }).end(bytes);
        for (const [other, same] of held) if (same.equals(bytes)) held.delete(other);
        res.writeHead(202).end();
      });
    }
  return { held, references: () => [...held.keys()].sort() };
}
