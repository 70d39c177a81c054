import assert from "node:assert/strict";
import { test } from "node:test";
import { historyByLayer, readConfig } from "../../../../src/catalogue/images/manifest/config.ts";
import { platformName } from "../../../../src/catalogue/images/manifest/platform.ts";
import { layer, storeImage, storeManifest } from "../../../support/data/images.ts";
import { page, repository } from "../image-page.ts";

const source = { "org.opencontainers.image.source": "https://example.org/app" };

test("I6: a long annotation is cut with a note, and the others stay whole", async () => {
  const { digest } = await storeImage(repository, {
    annotations: { "artifacthub.io/changes": "x".repeat(8193), ...source },
  });

  const text = await page(digest);

  assert.match(text, /href="https:\/\/example.org\/app"/);
  assert.match(text, /x{8192}… \[cut: 8,192 of 8,193 characters\]/);
});

test("I6: an annotation that is not text or has a long name does not hide the others", async () => {
  const { digest } = await storeManifest(repository, {
    layers: [layer("a")],
    annotations: { number: 1, list: [], none: null, ["n".repeat(2000)]: "long name", ...source },
  });

  const text = await page(digest);

  assert.match(text, /href="https:\/\/example.org\/app"/);
  assert.match(text, /long name/);
});

test("I6: long labels are cut, and the page shows the first 500 and the number of the rest", async () => {
  const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`n${n}`, "v"]));
  const Labels = { ...source, long: "y".repeat(9000), other: 7, ...many };
  const { digest } = await storeImage(repository, { config: { config: { Labels } } });

  const text = await page(digest);

  const labels = /id="labels"[\s\S]*?<\/section>/.exec(text)?.[0] ?? "";
  assert.match(labels, /y{8192}… \[cut/);
  assert.equal(labels.match(/<dt>/g)?.length, 500);
  assert.match(labels, /39,502 more not shown/);
});

test("I6: the page counts the variables and layers that it does not show", async () => {
  const Env = Array.from({ length: 700 }, (_, n) => `V${n}=1`);
  const layers = Array.from({ length: 1_001 }, (_, n) => layer(`many ${n}`));
  const { digest } = await storeImage(repository, { layers, config: { config: { Env } } });

  const text = await page(digest);

  assert.match(text, /200 more not shown/);
  assert.match(text, /1,001 layers/);
  assert.match(text, /Showing the first 1,000 of 1,001 layers/);
});

for (const [what, history, diffIds] of [
  ["ko writes one line for its own layer", [{ created_by: "ko build ko://app" }], 3],
  ["rules_oci writes none", [], 3],
  ["a base without a history", [{ created_by: "a" }, { created_by: "b" }], 3],
  ["more lines than layers", Array(5).fill({ created_by: "x" }), 3],
  ["a configuration of another image", Array(3).fill({ created_by: "x" }), 2],
] as const)
  test(`I8: layers have no history lines if the numbers differ: ${what}`, async () => {
    const layers = ["base 1", "base 2", "app"].map((text) => layer(text));
    const rootfs = { type: "layers", diff_ids: Array(diffIds).fill("sha256:1") };
    const { digest } = await storeImage(repository, { layers, config: { history, rootfs } });

    const text = await page(digest);

    assert.deepEqual(historyByLayer(readConfig({ history, rootfs }), 3), []);
    assert.equal(
      text.match(/data-label="Made by"[^>]*>\s*<span class="quiet">unknown/g)?.length,
      3,
    );
    if (history.length > 0) assert.match(text, /so which line made which layer is not known/);
  });

test("I8: history lines that made no layer are skipped", () => {
  const empty = { created_by: "ENV", empty_layer: true };
  const config = readConfig({ history: [empty, { created_by: "ADD" }, empty] });

  assert.deepEqual(historyByLayer(config, 1), ["ADD"]);
});

for (const [created, shown] of [
  ["1970-01-01T00:00:00Z", "not recorded (set to 1970-01-01 by the builder)"],
  ["1970-01-01T00:00:01Z", "not recorded (set to 1970-01-01 by the builder)"],
  ["1980-01-01T00:00:01Z", "not recorded (set to 1980-01-01 by the builder)"],
  ["0001-01-01T00:00:00Z", "not recorded (set to 0001-01-01 by the builder)"],
  [undefined, "not recorded"],
  ["yesterday", "not recorded"],
] as const)
  test(`I11: the build time of an image created ${created} is shown as ${shown}`, async () => {
    const { digest, builtAt } = await storeImage(repository, { config: { created } });

    const text = (await page(digest)).replace(/>\s+/g, ">").replace(/\s+</g, "<");

    assert.ok(text.includes(`<dt>Built</dt><dd><span class="quiet">${shown}</span>`));
    assert.equal(builtAt, null);
  });

for (const [platform, name] of [
  [{ os: "linux", architecture: "arm", variant: "v7" }, "linux/arm/v7"],
  [
    { os: "windows", architecture: "amd64", "os.version": "10.0.17763.6414" },
    "windows(10.0.17763.6414)/amd64",
  ],
  [
    {
      os: "windows",
      architecture: "amd64",
      "os.version": "10.0.1",
      "os.features": ["win32k"],
    },
    "windows(10.0.1+win32k)/amd64",
  ],
  [{ os: "linux", architecture: "amd64", features: ["sse4"] }, "linux/amd64 (sse4)"],
  [{ os: "linux", architecture: "amd64", "os.version": { a: 1 } }, "linux/amd64"],
  [{ os: "unknown", architecture: "unknown" }, null],
  [{ os: "linux", architecture: "unknown" }, null],
] as const)
  test(`I11: the platform ${JSON.stringify(platform)} is named ${name}`, () => {
    assert.equal(platformName(platform), name);
  });
