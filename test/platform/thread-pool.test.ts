import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { manifestExcerpt } from "../../src/catalogue/images/page/manifest-excerpt.ts";
import { prepareOffLoop } from "../../src/catalogue/images/reader/prepare.ts";
import { prepareOffLoop as prepareSbom } from "../../src/catalogue/images/sboms/document.ts";
import { parseJson } from "../../src/platform/json.ts";
import { importsOf, sourcesOf } from "../support/layers.ts";
import { root, start, typescript } from "../support/processes.ts";

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const packages = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `package-${at}`, versionInfo: "1.0" }));
const spdx = (count: number) => bytes({ spdxVersion: "SPDX-2.3", packages: packages(count) });

test("S3: long JSON is not parsed on the event loop", () => {
  assert.throws(() => parseJson(" ".repeat(100_001)), /may not be parsed on the event loop/);
  assert.equal(parseJson("[".repeat(100_000)), undefined);
});

test("S3: a large document is read in a thread, with the same result", async () => {
  const small = await prepareSbom(spdx(10));
  const large = await prepareSbom(spdx(3_000));

  const [first = "", second = ""] = large?.packages ?? [];
  assert.deepEqual(JSON.parse(first).slice(0, 10), JSON.parse(small?.packages[0] ?? ""));
  assert.equal(JSON.parse(second).length, 1_000);
  assert.equal(large?.count, 3_000);
});

test("S3: a manifest of 4 MB is read in a thread while the event loop goes on", async () => {
  const layers = Array.from({ length: 40_000 }, (_, at) => ({
    digest: `sha256:${String(at).padStart(64, "0")}`,
  }));
  await manifestExcerpt(bytes({ layers }), ""); // the thread has loaded its modules
  const payload = bytes({ layers });
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);

  const prepared = await prepareOffLoop(payload, "", null);

  clearInterval(turning);
  assert.equal(prepared.layers.length, 20);
  assert.ok(turns > 20, `${turns} turns`);
});

test("a document that is not JSON is reported, and the next one is read", async () => {
  const broken = Buffer.alloc(200_000, "[");

  const [none, some] = await Promise.all([prepareSbom(broken), prepareSbom(spdx(3_000))]);

  assert.equal(none, null);
  assert.equal(some?.count, 3_000);
});

test("a process ends while its threads are idle", async () => {
  const folder = mkdtempSync(join(tmpdir(), "portus-threads-"));
  writeFileSync(
    join(folder, "read.mjs"),
    `import { prepareOffLoop } from "${root}/src/catalogue/images/sboms/document.ts";
    console.log(await prepareOffLoop(Buffer.alloc(200_000, "[")));`,
  );

  const { ended, said } = start([process.execPath, ...typescript, join(folder, "read.mjs")]);

  assert.equal(await ended, 0, said());
  assert.match(said(), /null/);
  rmSync(folder, { recursive: true });
});

test("what runs in threads opens no connections and reads no settings", () => {
  const sources = sourcesOf("src");
  const inThreads = [...sources].flatMap(([path, text]) =>
    text.includes("offLoop(") ? [path] : [],
  );
  const withImports = new Set<string>();
  const visit = (path: string): void => {
    if (withImports.has(path)) return;
    withImports.add(path);
    const code = (sources.get(path) ?? "").replaceAll(/^import type [^;]*;/gm, "");
    for (const there of importsOf(path, code)) visit(there);
  };
  for (const path of inThreads) visit(path);

  assert.ok(inThreads.length >= 7, inThreads.join());
  const forbidden = [...withImports].filter((path) =>
    /^platform\/(db\/(client|connections)|config\/config)\.ts$/.test(path),
  );
  assert.deepEqual(forbidden, []);
});
