import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { keptCounts, keptPulls } from "../../src/platform/db/kept-counts.ts";
import { signInWith } from "../support/app.ts";
import { run } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

const stack = await startStack();
const demo = (verb: string) => run(["bin/portus", "demo", verb], stack.env);

let created = { status: null as number | null, output: "" };
const ownerBrowser = () => {
  const [, password = ""] = /shown this once\): (\S{20})/.exec(created.output) ?? [];
  return signInWith({ url: stack.portus.url }, { username: "demo-owner", password });
};

const image = "demo-web/site";
/** How many rows of the demo there are in tables that pages count and chart. */
async function leftover(): Promise<Record<string, number>> {
  const tables = {
    namespaces: await db.namespace.count({
      where: { name: { startsWith: "demo-" }, ownerId: null },
    }),
    repositories: await db.repository.count(),
    hourlyCounts: await db.hourlyCounts.count(),
    dailyPulls: await db.dailyPulls.count(),
    pullCounts: await db.pullCount.count(),
    recentPulls: await db.recentPulls.count(),
    rules: await db.retentionRule.count(),
    forecasts: await db.retentionForecast.count(),
    sizes: await db.namespaceSizeDay.count({
      where: { namespace: { ownerId: null, name: { not: "" } } },
    }),
  };
  return Object.fromEntries(Object.entries(tables).filter(([, count]) => count > 0));
}

const statusAtRegistry = async (reference: string) => {
  const token = await fetch(
    `${stack.portus.url}/v2/token?service=${stack.env.PORTUS_REGISTRY_HOST}&scope=repository:demo-base/node:pull`,
  );
  const { token: bearer } = (await token.json()) as { token: string };
  const headers = {
    authorization: `Bearer ${bearer}`,
    accept: "application/vnd.oci.image.index.v1+json",
  };
  return (
    await fetch(`${stack.env.PORTUS_REGISTRY_URL}/v2/demo-base/node/manifests/${reference}`, {
      headers,
    })
  ).status;
};

test("there is nothing to remove before the demo is created, and no verb but two", () => {
  assert.match(demo("remove").output, /There is no demo/);
  const wrong = demo("delete");
  assert.equal(wrong.status, 64);
  assert.match(wrong.output, /demo has no command delete, only: create, remove/);
});

test("the demo is pushed to the registry, once, and its owner is the admin of an empty instance", async () => {
  created = demo("create");
  assert.doesNotMatch(created.output, /Warning/);
  assert.equal(created.status, 0, created.output);
  assert.match(
    created.output,
    /Sign in as demo-owner, an admin\. Password \(shown this once\): \S{20}/,
  );

  assert.equal(await statusAtRegistry("20"), 200);
  assert.equal(await statusAtRegistry("20.11"), 200);
  const again = demo("create");
  assert.equal(again.status, 1);
  assert.match(again.output, /There is a demo already/);
});

test("its images have platforms, a signature, an SBOM, and tags of the last months", async () => {
  const latest = { repository: { fullName: image }, tags: { some: { name: "latest" } } };
  const index = await db.manifest.findFirstOrThrow({ where: latest });
  const where = { subject: index.digest, kind: "sbom" as const };
  await until(
    async () => (await db.manifest.count({ where })) === 1,
    "the SBOM to be read",
    30_000,
  );
  assert.ok(await db.tag.findFirst({ where: { name: { endsWith: ".sig" } } }));

  const { pushedAt } = await db.tag.findFirstOrThrow({ where: { name: "1.0.0" } });
  assert.ok(Date.now() - pushedAt.getTime() > 100 * 86_400_000, `${pushedAt}`);
});

test("pulls agree on every level: day, tag, platform, repository, and the tag list", async () => {
  const [off] = await db.$queryRaw<unknown[]>`
    SELECT m.digest FROM manifests m JOIN tags t ON t.manifest_id = m.id
    WHERE t.name NOT LIKE '%.sig' AND m.pulls_count <> (SELECT coalesce(sum(count), 0) FROM pull_counts c
      WHERE c.repository_id = m.repository_id AND c.digest = m.digest)`;
  assert.equal(off, undefined);
  const [of = { tags: 0n, total: 0n, days: 0n }] = await db.$queryRaw<
    { tags: bigint; total: bigint; days: bigint }[]
  >`
    SELECT r.pulls_count AS total, (SELECT sum(count)::bigint FROM daily_pulls d WHERE d.repository_id = r.id) AS days,
      (SELECT sum(m.pulls_count)::bigint FROM manifests m
        WHERE m.id IN (SELECT manifest_id FROM tags WHERE repository_id = r.id)) AS tags
    FROM repositories r WHERE full_name = ${image}`;
  assert.ok(of.total > 1000n, `${of.total} pulls`);
  assert.deepEqual([of.tags, of.days], [of.total, of.total]);

  const early = await db.manifest.findMany({
    where: { pulledAt: { lt: db.manifest.fields.pushedAt } },
  });
  assert.deepEqual(early, []);
  const { manifest } = await db.tag.findFirstOrThrow({
    where: { name: "latest" },
    include: { manifest: { include: { children: true } } },
  });
  assert.ok(manifest.pulledAt && Date.now() - manifest.pulledAt.getTime() < 86_400_000);
  const digest = { in: manifest.children.map((child) => child.digest) };
  for (const part of await db.manifest.findMany({ where: { digest } }))
    assert.deepEqual(part.pushedAt, manifest.pushedAt);
});

test("the next night deletes old pull requests, and what was deleted already can be restored", async () => {
  const owner = await ownerBrowser();
  const night = (await owner.get("/deletions/next")).text;
  for (const tag of ["pr-15", "pr-18", "pr-21"]) assert.match(night, new RegExp(tag));
  assert.doesNotMatch(night, /pr-12|pr-22/);
  const { text } = await owner.get("/deletions?state=restorable");
  assert.match(text, /pr-12/);
});

test("one command deletes it again, but not the only admin", async () => {
  const removed = demo("remove");
  assert.equal(removed.status, 0, removed.output);
  assert.match(removed.output, /demo-owner stays, because it is the only admin/);
  assert.doesNotMatch(removed.output, /Warning/);
  assert.deepEqual(await leftover(), {});
  assert.deepEqual(await keptCounts(), { ...(await keptCounts()), repositories: 0n, tags: 0n });
  assert.equal(
    [...(await keptPulls(new Date(0))).values()].find((count) => count !== 0),
    undefined,
  );
  assert.match(
    (await (await ownerBrowser()).get("/")).text,
    /No pushes or pulls in the last 24 hours/,
  );

  const admin = run(["bin/portus", "user", "create", "ada", "--admin"], stack.env);
  assert.equal(admin.status, 0, admin.output);
  assert.equal(demo("remove").output.includes("The demo was deleted."), true);
  assert.deepEqual(
    (await db.user.findMany({ select: { username: true } })).map(({ username }) => username),
    ["ada"],
  );
});
