import { db, type Namespace } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../support/app.ts";
import { testAccessibility } from "../support/axe.ts";
import { type MadeRepository, makeRepository, makeTag } from "../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../support/data/factories.ts";
import { storeImage } from "../support/data/images.ts";

const app = await useApp();

interface Scene {
  namespace: Namespace;
  repository: MadeRepository;
}

const pages = [
  ["a repository with immutable tags", (it: Scene) => paths.repository(it.repository)],
  ["the immutable tags of a repository", (it: Scene) => paths.immutableTags(it.repository)],
  ["the immutable tags of a namespace", (it: Scene) => paths.namespaceImmutableTags(it.namespace)],
  ["a namespace with immutable tags", (it: Scene) => paths.namespace(it.namespace)],
  ["the settings of a namespace", (it: Scene) => paths.editNamespace(it.namespace)],
  ["the timeline of an immutable tag", (it: Scene) => paths.timeline(it.repository, "v1.0")],
] as const;

testAccessibility(app, pages, async () => {
  const person = await signIn(app, await makeUser({ admin: true }));
  const immutableTags = ["v*", "release-*", "!release-candidate-*"];
  const namespace = await makeNamespace({ name: "web", visibility: "public", immutableTags });
  const given = { namespace, name: "proxy", tagsCount: 4, immutableTags: ["stable"] };
  const repository = await makeRepository(given);
  const image = await storeImage(repository, { tag: "v1.0", pushedBy: "carol" });
  const long = "v1.0.1-a-name-that-is-rather-long-for-a-tag-but-may-be-one-all-the-same";
  await makeTag(image, long);
  await makeTag(image, "stable");
  const other = await storeImage(repository, { tag: "dev" });
  await fill(repository, { digests: [image.digest, other.digest], long });
  const scene: Scene = { namespace, repository };
  return { scene, person };
});

/** A tag with a reverted overwrite and an accepted one, and a tag whose revert is pending. */
async function fill(
  { id: repositoryId }: MadeRepository,
  { digests: [right = "", wrong = ""], long }: { digests: string[]; long: string },
): Promise<void> {
  const moves = [
    { digest: wrong, byName: "carol", cause: null },
    { digest: right, byName: "dave", cause: "rollback" },
    { digest: wrong, byName: "carol", cause: "overwrite" },
    { digest: right, byName: "portus", cause: "revert" },
    { digest: wrong, byName: "erin", cause: "accepted" },
  ] as const;
  const at = (day: number) => new Date(Date.UTC(2026, 5, day + 1));
  await db.tagMove.createMany({
    data: moves.map((move, day) => ({ repositoryId, tag: "v1.0", ...move, at: at(day) })),
  });
  const note = "The registry can't be reached at registry.test.lan: connect ECONNREFUSED.";
  await db.revert.createMany({
    data: [
      { repositoryId, tag: long, note, attempts: 12 },
      { repositoryId, tag: "stable" },
    ],
  });
}
