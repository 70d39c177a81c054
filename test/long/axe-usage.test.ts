import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { db, type Namespace } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { type Browser as Cookies, signIn, useApp } from "../support/app.ts";
import { assertAccessible, contextOptions, viewports } from "../support/axe.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
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
  ["the usage of a namespace without any", (it: Scene) => paths.usage(it.quiet)],
  ["the images of a namespace that nobody uses", (it: Scene) => paths.stale(it.namespace)],
  ["a namespace where all is in use", (it: Scene) => paths.stale(it.quiet)],
  ["the admin overview with all pulls", () => paths.admin()],
  ["the usage of all", () => paths.usage(null, { days: 90 })],
  ["all images that nobody uses", () => paths.stale(null, { days: 30 })],
] as const;

describe("in a real browser", () => {
  let chromium: Browser;
  let scene: Scene;
  let admin: Cookies;

  before(async () => {
    chromium = await launchChromium();
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
    scene = { namespace, repository, quiet };
    admin = await signIn(app, await makeUser({ admin: true }));
  });

  after(() => chromium?.close());

  for (const viewport of viewports)
    for (const [what, pathOf] of pages)
      test(`${what}, ${viewport.width} pixels wide and ${viewport.colorScheme}, is accessible and fits`, async () => {
        const window = await windowOf(chromium, app, admin, contextOptions(viewport));
        await assertAccessible(window, pathOf(scene));
        await window.close();
      });
});

async function pullsOf({ id }: MadeRepository, digest: string): Promise<void> {
  await db.$executeRaw`INSERT INTO pull_counts SELECT ${id}, ${digest}, current_date - n, (n * 37) % 90
    FROM generate_series(0, 89) AS n WHERE n % 6 > 0`;
  await db.$executeRaw`INSERT INTO daily_pulls SELECT repository_id, day, count FROM pull_counts`;
}
