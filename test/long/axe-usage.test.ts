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
  quiet: Namespace;
}

const pages = [
  ["a repository with its pulls", (it: Scene) => paths.repository(it.repository)],
  ["the usage of a repository", (it: Scene) => paths.repositoryUsage(it.repository, { days: 90 })],
  ["a namespace with its pulls", (it: Scene) => paths.namespace(it.namespace)],
  ["the usage of a namespace", (it: Scene) => paths.usage(it.namespace)],
  ["the usage of a namespace without pulls", (it: Scene) => paths.usage(it.quiet)],
  ["the unused images of a namespace", (it: Scene) => paths.stale(it.namespace)],
  ["a namespace without unused images", (it: Scene) => paths.stale(it.quiet)],
  ["the admin overview with all pulls", () => paths.admin()],
  ["the usage of the instance", () => paths.usage(null, { days: 90 })],
  ["all unused images", () => paths.stale(null, { days: 30 })],
] as const;

testAccessibility(app, pages, async () => {
  const namespace = await makeNamespace({ name: "web", visibility: "public" });
  const repository = await makeRepository({ namespace, name: "proxy", tagsCount: 3 });
  const { id, digest } = await storeImage(repository, { tag: "1.0" });
  const pulledAt = new Date("2026-02-01T00:00:00Z");
  const image = await db.manifest.update({
    where: { id },
    data: { pulledAt, pullsCount: 12_345 },
  });
  await makeTag(image, "1.0.1-a-name-that-is-rather-long-for-a-tag-but-may-be");
  await pullsOf(repository, digest);
  for (let n = 0; n < 30; n += 1) await storeImage(repository, { tag: `build-${n}`, minute: n });
  const quiet = await makeNamespace({ name: "quiet", visibility: "public" });
  const scene: Scene = { namespace, repository, quiet };
  const person = await signIn(app, await makeUser({ admin: true }));
  return { scene, person };
});

async function pullsOf({ id }: MadeRepository, digest: string): Promise<void> {
  await db.$executeRaw`INSERT INTO pull_counts SELECT ${id}, ${digest}, current_date - n, (n * 37) % 90
    FROM generate_series(0, 89) AS n WHERE n % 6 > 0`;
  await db.$executeRaw`INSERT INTO daily_pulls SELECT repository_id, day, count FROM pull_counts`;
}
