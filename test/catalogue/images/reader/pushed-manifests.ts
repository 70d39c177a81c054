import { before, beforeEach } from "node:test";
import { db, type Namespace } from "../../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { ociManifest } from "../../../support/data/events.ts";
import { makeNamespace, makeRegistry, makeUser, unique } from "../../../support/data/factories.ts";
import { recordPush } from "../../../support/data/pushes.ts";
import { useDatabase } from "../../../support/database.ts";
import { fakeRegistry } from "../../../support/fakes/registry.ts";

// A fake registry and pushes of manifests that Portus has not read yet.
await useDatabase();
export const fake = await fakeRegistry();

let namespace: Namespace;
before(async () => {
  await ensureKeys();
  await makeRegistry({ url: fake.url });
  namespace = await makeNamespace({ name: "web" });
});

/** The repository of the current test. */
export let repository: string;
beforeEach(async () => {
  await db.repository.deleteMany();
  repository = `web/${unique("app")}`;
});

export async function push(
  digest: string,
  mediaType = ociManifest,
  tag = unique("tag"),
): Promise<void> {
  const agent = await makeUser();
  const at = new Date().toISOString();
  await db.$transaction((tx) =>
    recordPush(tx, {
      namespace,
      repository,
      digest,
      mediaType,
      size: 1,
      tag,
      agent,
      at,
    }),
  );
}

export const findManifest = (digest: string) =>
  db.manifest.findFirstOrThrow({
    where: { digest, repository: { fullName: repository } },
    include: { layers: { orderBy: { position: "asc" } }, children: true },
  });

export const makeDue = () => db.manifest.updateMany({ data: { readAfter: new Date(0) } });
