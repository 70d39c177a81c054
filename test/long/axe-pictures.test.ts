import { countDue } from "../../src/catalogue/sizes/count.ts";
import { db, type Namespace, type Team } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../support/app.ts";
import { testAccessibility } from "../support/axe.ts";
import { type MadeRepository, makeRepository } from "../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../support/data/factories.ts";
import { layer, storeImage } from "../support/data/images.ts";

const app = await useApp();

interface Scene {
  team: Team;
  namespace: Namespace;
  empty: Namespace;
  repository: MadeRepository;
}

const pages = [
  ["the map of all sizes", () => paths.treemap()],
  ["the map of a namespace", ({ namespace }: Scene) => paths.treemap({ namespace: namespace.id })],
  ["the map of an empty namespace", ({ empty }: Scene) => paths.treemap({ namespace: empty.id })],
  ["the map of a repository", ({ repository }: Scene) => paths.repositorySizes(repository)],
  ["the storage of a namespace", ({ namespace }: Scene) => paths.namespaceSizes(namespace)],
  ["the storage of one without a past", ({ empty }: Scene) => paths.namespaceSizes(empty)],
  ["a year of pulls", ({ repository }: Scene) => paths.repositoryUsage(repository)],
  ["the most pulled", () => paths.usage(null)],
  ["the last 24 hours", () => paths.home()],
  ["people and namespaces", () => paths.permissionMatrix()],
  ["members and namespaces", ({ team }: Scene) => paths.permissionMatrix({ team: team.id })],
] as const;

testAccessibility(app, pages, async () => {
  const admin = await makeUser({ admin: true });
  const people = [await makeUser(), await makeUser({ username: "x".repeat(60) })];
  const team = await makeTeam({ owners: people });
  const namespace = await makeNamespace({ team, name: "web", quota: 300_000_000n });
  const { registryId } = namespace;
  const repository = await makeRepository({ namespace, name: "storefront" });
  await fillWithImages(repository, 60);
  await fillWithImages(await makeRepository({ namespace, name: `long/${"name-".repeat(40)}x` }), 1);
  for (let n = 0; n < 12; n += 1) {
    const other = await makeNamespace({
      team,
      registryId,
      name: n === 0 ? "n".repeat(255) : `space-${n}`,
    });
    await fillWithImages(await makeRepository({ namespace: other }), 1);
  }
  while ((await countDue()) > 0);
  await fillThePast(repository);
  const empty = await makeNamespace({ registryId, name: "empty" });
  return { scene: { team, namespace, empty, repository }, person: await signIn(app, admin) };
});

async function fillWithImages(repository: MadeRepository, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const own = layer(`${repository.id} ${n}`, Math.round(90_000_000 / (n + 1)));
    await storeImage(repository, { tag: `1.${n}`, layers: [layer("base", 5_000_000), own] });
  }
}

async function fillThePast({ id, namespaceId }: MadeRepository): Promise<void> {
  await db.$executeRaw`INSERT INTO daily_pulls SELECT ${id}, current_date - n, (n * 37) % 90
    FROM generate_series(0, 370) AS n WHERE n % 6 > 0`;
  await db.$executeRaw`INSERT INTO namespace_size_days SELECT ${namespaceId}, current_date - n, 170000000 - n * 1000000
    FROM generate_series(1, 80) AS n`;
  await db.$executeRaw`INSERT INTO stored_days SELECT current_date - n, 470000000 - n * 1000000
    FROM generate_series(1, 80) AS n`;
  await db.$executeRaw`INSERT INTO hourly_counts SELECT ${id}, date_trunc('hour', now()) - n * interval '1 hour', n % 4, n * 37 % 101
    FROM generate_series(0, 23) AS n`;
}
