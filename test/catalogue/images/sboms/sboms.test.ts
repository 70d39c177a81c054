import assert from "node:assert/strict";
import { test } from "node:test";
import { readSbom } from "../../../../src/catalogue/images/sboms/document.ts";
import { readSboms } from "../../../../src/catalogue/images/sboms/reader.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { emptyType, storeManifest } from "../../../support/data/images.ts";
import { fakeRegistry } from "../../../support/fakes/registry.ts";
import { it, page, repository } from "../image-page.ts";

const fake = await fakeRegistry();
await db.registry.updateMany({ data: { url: fake.url } });
await ensureKeys();

const spdx = {
  spdxVersion: "SPDX-2.3",
  packages: [
    {
      name: "openssl",
      versionInfo: "3.0.1",
      licenseConcluded: "NOASSERTION",
      licenseDeclared: "Apache-2.0",
      externalRefs: [
        { referenceType: "cpe23Type", referenceLocator: "cpe:2.3:a" },
        { referenceType: "purl", referenceLocator: "pkg:deb/debian/openssl@3.0.1" },
      ],
    },
    { name: "zlib", versionInfo: "1.3", licenseConcluded: "Zlib" },
    { versionInfo: "a package without a name" },
    7,
  ],
};
const cyclone = (specVersion: string) => ({
  bomFormat: "CycloneDX",
  specVersion,
  components: [
    {
      group: "org.example",
      name: "openssl",
      version: "3.0.1",
      purl: "pkg:maven/x",
      licenses: [{ license: { id: "MIT" } }, { expression: "A OR B" }],
      components: [{ name: "zlib" }],
    },
  ],
});

const statement = (predicate: unknown) => ({
  _type: "https://in-toto.io/Statement/v1",
  predicateType: "https://spdx.dev/Document",
  predicate,
});
const envelope = (predicate: unknown) => ({
  payloadType: "application/vnd.in-toto+json",
  payload: Buffer.from(JSON.stringify(statement(predicate))).toString("base64"),
  signatures: [],
});
const predicateType = "https://spdx.dev/Document";

for (const [what, document, type, annotations] of [
  ["SPDX 2.3", spdx, "application/spdx+json", {}],
  ["CycloneDX 1.4", cyclone("1.4"), "application/vnd.cyclonedx+json", {}],
  ["CycloneDX 1.6", cyclone("1.6"), "application/vnd.cyclonedx+json", {}],
  [
    "BuildKit's statement",
    statement(spdx),
    "application/vnd.in-toto+json",
    { "in-toto.io/predicate-type": predicateType },
  ],
  [
    "cosign 2's envelope",
    envelope(spdx),
    "application/vnd.dsse.envelope.v1+json",
    { predicateType },
  ],
  [
    "an older cosign's envelope",
    envelope({ Data: JSON.stringify(spdx) }),
    "application/vnd.dsse.envelope.v1+json",
    { predicateType },
  ],
  [
    "cosign 3's bundle",
    { mediaType: "bundle", dsseEnvelope: envelope(spdx) },
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    { "dev.sigstore.bundle.predicateType": predicateType },
  ],
] as const)
  test(`I10: the page and the API list the packages of ${what}`, async () => {
    const { digest, id } = await storeSbom(JSON.stringify(document), type, annotations);
    const before = await page(digest);

    await readSboms();

    const text = await page(digest);
    const filtered = (await it.get(`${paths.image(repository, digest)}?package=ZLIB`)).text;
    assert.match(before, /Portus is reading the SBOM/);
    assert.match(text, /2 packages/);
    for (const shown of ["openssl", "3.0.1", "zlib"]) assert.ok(text.includes(shown), shown);
    assert.doesNotMatch(tableOf(filtered), /openssl/);
    assert.match(tableOf(filtered), /zlib/);
    assert.equal(await db.sbom.count({ where: { manifestId: id, readAfter: null } }), 1);
  });

test("I10: licenses and package addresses are read from both formats", () => {
  const [first] = readSbom(Buffer.from(JSON.stringify(spdx)))?.packages ?? [];
  const [other] = readSbom(Buffer.from(JSON.stringify(cyclone("1.5"))))?.packages ?? [];

  assert.deepEqual([first?.licenses, first?.purl], ["Apache-2.0", "pkg:deb/debian/openssl@3.0.1"]);
  assert.deepEqual([other?.name, other?.licenses], ["org.example/openssl", "MIT, A OR B"]);
});

test("I10: the page says how many packages are not stored", async () => {
  const packages = Array.from({ length: 5_003 }, (_, n) => ({ name: `package-${n}` }));
  const { digest } = await storeSbom(JSON.stringify({ ...spdx, packages }));

  await readSboms();

  const text = await page(digest);
  assert.match(text, /5,003 packages/);
  assert.match(text, /Showing the first 200 of 5,000 packages/);
  assert.match(text, /Portus stores the first 5,000 of 5,003 packages/);
});

for (const [what, text] of [
  ["no JSON", "SPDXVersion: SPDX-2.3"],
  ["another format", '{"spdxVersion":"SPDX-3.0"}'],
  ["endless nesting", `${'{"predicate":'.repeat(50_000)}1${"}".repeat(50_000)}`],
] as const)
  test(`I10: an SBOM that cannot be read is not shown as empty: ${what}`, async () => {
    const { digest } = await storeSbom(text);

    await readSboms();

    assert.match(await page(digest), /neither SPDX 2 nor CycloneDX 1 in JSON/);
  });

test("I10: an SBOM that is too large is not fetched", async () => {
  const layer = {
    mediaType: "application/spdx+json",
    digest: `sha256:${"9".repeat(64)}`,
    size: 9e6,
  };
  const { digest } = await storeManifest(repository, { layers: [layer] });

  assert.match(await page(digest), /larger than 8 MiB/);
});

test("I10: reading an SBOM is retried if the registry does not answer", async () => {
  const { id, digest } = await storeSbom(JSON.stringify({ ...spdx, name: "later" }));
  const path = [...fake.answers.keys()].at(-1) ?? "";
  const answer = fake.answers.get(path);
  fake.answers.set(path, (_req, res) => res.writeHead(503).end());
  await readSboms();
  const waiting = await db.sbom.findFirstOrThrow({ where: { manifestId: id } });

  if (answer) fake.answers.set(path, answer);
  await db.sbom.updateMany({ where: { manifestId: id }, data: { readAfter: new Date(0) } });
  await readSboms();

  assert.ok(waiting.readAfter && waiting.readError);
  assert.match(await page(digest), /2 packages/);
});

const tableOf = (text: string) =>
  /<tbody>[\s\S]*?<\/tbody>/.exec(text.split("Package contains")[1] ?? "")?.[0] ?? "";

function storeSbom(text: string, mediaType = "application/spdx+json", annotations: object = {}) {
  const digest = fake.serve(repository.fullName, "blobs", text);
  const layers = [{ mediaType, digest, size: text.length, annotations }];
  const config = { mediaType: emptyType, digest: `sha256:${"4".repeat(64)}`, size: 2 };
  return storeManifest(repository, { config, layers });
}
