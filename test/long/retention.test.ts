import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import {
  digestOf,
  imageLayout,
  indexLayout,
  type Layout,
  types,
} from "../support/clients/oci-layouts.ts";
import { newPerson, password, pulling, pushing } from "../support/clients/people.ts";
import { located } from "../support/data/catalogue.ts";
import { start } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Retention rules on 300 tags of a real registry.

const stack = await startStack();
const ada = await newPerson(stack, "ada");
const repository = located("ada/many");
const { host, url } = stack.registry;
const base = `${url}/v2/${repository.fullName}`;

let kept: { token: string; until: number } | undefined;

async function token(): Promise<string> {
  if (kept && kept.until > Date.now()) return kept.token;
  const scope = `repository:${repository.fullName}:pull,push`;
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  const at = `${stack.portus.url}/v2/token?${new URLSearchParams({ service: host, scope })}`;
  const res = await fetch(at, { headers: { authorization } });
  const { token } = (await res.json()) as { token: string };
  kept = { token, until: Date.now() + 60_000 };
  return token;
}

async function put(reference: string, bytes: string, type: string): Promise<string> {
  const res = await fetch(`${base}/manifests/${reference}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${await token()}`, "content-type": type },
    body: bytes,
  });
  assert.equal(res.status, 201, await res.text());
  return digestOf(Buffer.from(bytes));
}

async function pull(reference: string): Promise<{ status: number; text: string }> {
  const accept = [types.manifest, types.index].join(", ");
  const headers = { authorization: `Bearer ${await token()}`, accept };
  const res = await fetch(`${base}/manifests/${reference}`, { headers });
  return { status: res.status, text: await res.text() };
}

function push(layout: Layout, tag: string): void {
  const pushed = pushing(stack, ada, layout, `${repository.fullName}:${tag}`);
  assert.equal(pushed.status, 0, pushed.output);
}

const layoutAt = (name: string) => join(stack.directory, name);

/** 290 builds, every tenth with a second tag, and a signature each of a build to delete and of one to keep. */
async function fill(): Promise<void> {
  push(imageLayout(layoutAt("seed"), "seed"), "seed");
  push(indexLayout(layoutAt("index"), "index"), "index");
  const { text } = await pull("seed");
  for (let at = 0; at < 290; at += 1) {
    const manifest = {
      ...JSON.parse(text),
      mediaType: types.manifest,
      annotations: { at: `${at}` },
    };
    const bytes = JSON.stringify(manifest);
    const digest = await put(`build-${at}`, bytes, types.manifest);
    if (at % 40 === 0) await put(`release-${at}`, bytes, types.manifest);
    const [layer] = manifest.layers;
    const layers = [{ ...layer, mediaType: "application/vnd.dev.cosign.simplesigning.v1+json" }];
    const signed = JSON.stringify({ ...manifest, layers, annotations: { signs: `${at}` } });
    if (at === 0 || at === 2) await put(`${digest.replace(":", "-")}.sig`, signed, types.manifest);
  }
}

test("GCO-011: the nightly run deletes exactly the previewed tags of 300; the others pull, with their platforms and attachments", async () => {
  await fill();
  const fullName = repository.fullName;
  const known = () => db.tag.count({ where: { repository: { fullName } } });
  await until(async () => (await known()) === 302, "all tags to be known");
  await until(
    async () => (await db.manifest.count({ where: { readAt: null } })) === 0,
    "all manifests to be read",
  );
  // Two of three builds were pushed forty days ago.
  await db.$executeRaw`UPDATE tags SET pushed_at = pushed_at - interval '40 days'
    WHERE name ~ '^build-' AND substr(name, 7)::int % 3 <> 1`;

  const rules = { matching: "^build-", protecting: "", newest: "5", pushedDays: "30" };
  const going = await previewed(rules);
  const builds = Array.from({ length: 290 }, (_, at) => at);
  const expected = builds.filter((at) => at % 3 !== 1 && at % 40 !== 0).map((at) => `build-${at}`);
  assert.deepEqual(going.sort(), expected.sort());

  const planned = await ada.browser.post(paths.retention(repository), rules);
  const plan = await ada.browser.get(planned.location ?? "");
  assert.equal(plan.status, 200);
  const before = await db.tag.findMany({
    where: { repository: { fullName } },
    select: { name: true, manifest: { select: { digest: true } } },
  });
  const saved = await ada.browser.post(`${paths.retention(repository)}/rules`, {
    ...rules,
    nightly: "on",
  });
  assert.equal(saved.status, 303, saved.text);
  const carried = start(["bin/portus", "retention"], stack.env);
  assert.equal(await carried.ended, 0, carried.said());
  assert.ok(carried.said().includes(`${fullName}: ${going.length} tags deleted\n`), carried.said());

  const gone = new Set([...going, paperOf(before, "build-2")]);
  for (const { name } of before)
    assert.equal((await pull(name)).status, gone.has(name) ? 404 : 200, name);
  for (const tag of ["index", "seed", "build-0", "release-40"])
    assert.equal(pulling(stack, ada, `${fullName}:${tag}`).status, 0, tag);
  assert.equal(await known(), 302 - gone.size);
});

/** The tags that the pages of a preview name as deleted. */
async function previewed(rules: Record<string, string>): Promise<string[]> {
  const going: string[] = [];
  let next: string | undefined = `${paths.retention(repository)}?${new URLSearchParams(rules)}`;
  while (next) {
    const { text }: { text: string } = await ada.browser.get(next);
    const named = text.matchAll(/>(build-\d+)<\/a><\/th>\s*<td[^>]*><strong>deleted/g);
    going.push(...[...named].map(([, name = ""]) => name));
    next = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  return going;
}

type Tagged = { name: string; manifest: { digest: string } };

/** The tag of the signature of a tag's image. */
function paperOf(tags: Tagged[], tag: string): string {
  const digest = tags.find(({ name }) => name === tag)?.manifest.digest ?? "";
  return `${digest.replace(":", "-")}.sig`;
}
