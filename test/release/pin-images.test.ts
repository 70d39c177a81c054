import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { readReference, resolvePins } from "../../deploy/release/images.ts";
import { root, run, typescript } from "../support/processes.ts";
import { startOpenRegistry } from "../support/registry.ts";

// npm run pin-images, against a real registry that stands in for those of the images.

const registry = await startOpenRegistry();
const files = [
  "Dockerfile",
  "compose.yml",
  "deploy/compose.https.yml",
  "deploy/kubernetes/registry.yaml",
];
const images = [
  ["library/node", "22-bookworm-slim"],
  ["library/postgres", "17"],
  ["library/registry", "3"],
  ["library/caddy", "2"],
] as const;

/** The checkout's files, as they are in a folder of their own. */
function copyOfFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), "portus-release-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  return folder;
}

const pin = (folder: string, ...options: string[]) =>
  run([
    process.execPath,
    ...typescript,
    join(root, "deploy/release/pin-images.ts"),
    "--folder",
    folder,
    "--mirror",
    registry.url,
    ...options,
  ]);

const textsIn = (folder: string) => files.map((file) => readFileSync(join(folder, file), "utf8"));
const pinsIn = (folder: string) =>
  textsIn(folder)
    .flatMap((text) => text.match(/[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}/g) ?? [])
    .sort();

/** Pushes an image without layers, and returns the digest of its manifest. */
async function push(repository: string, tag: string, text: string): Promise<string> {
  const config = await pushBlob(repository, JSON.stringify({ text }));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
    layers: [],
  });
  const pushed = await fetch(`${registry.url}/v2/${repository}/manifests/${tag}`, {
    method: "PUT",
    headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
    body: manifest,
  });
  assert.equal(pushed.status, 201, await pushed.text());
  return digestOf(manifest);
}

async function pushBlob(repository: string, bytes: string) {
  const begun = await fetch(`${registry.url}/v2/${repository}/blobs/uploads/`, { method: "POST" });
  const upload = new URL(begun.headers.get("location") ?? "", registry.url);
  const digest = digestOf(bytes);
  upload.searchParams.set("digest", digest);
  const put = await fetch(upload, { method: "PUT", body: bytes });
  assert.equal(put.status, 201, await put.text());
  return { digest, size: Buffer.byteLength(bytes) };
}

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

test("a release names every image by the digest that its tag has at the registry, and follows a tag that moves", async () => {
  const folder = copyOfFiles();
  const digests = new Map<string, string>();
  for (const [repository, tag] of images)
    digests.set(repository, await push(repository, tag, "first"));
  const expected = (times: Record<string, number>) =>
    images
      .flatMap(([repository, tag]) =>
        Array(times[repository] ?? 1).fill(
          `${repository.slice(8)}:${tag}@${digests.get(repository)}`,
        ),
      )
      .sort();
  const uses = { "library/postgres": 2, "library/registry": 2 };

  assert.equal(pin(folder).status, 0);
  assert.deepEqual(pinsIn(folder), expected(uses));
  assert.equal(pin(folder, "--check").status, 0);

  digests.set("library/registry", await push("library/registry", "3", "second"));
  assert.equal(pin(folder, "--check").status, 1);
  assert.notDeepEqual(pinsIn(folder), expected(uses), "a check writes nothing");
  assert.equal(pin(folder).status, 0);
  assert.deepEqual(pinsIn(folder), expected(uses));
});

test("if one image cannot be resolved, no file is changed", async () => {
  const folder = copyOfFiles();
  const path = join(folder, "deploy/compose.https.yml");
  writeFileSync(path, readFileSync(path, "utf8").replace(/caddy:2\S*/, "caddy:nothing"));
  const before = textsIn(folder);

  const { status, output } = pin(folder);

  assert.equal(status, 1);
  assert.match(output, /Nothing is changed\. caddy:nothing: .* answers 404/);
  assert.deepEqual(textsIn(folder), before);
});

test("a registry that cannot be reached changes nothing", async () => {
  const folder = copyOfFiles();
  await assert.rejects(resolvePins({ folder, mirror: "http://127.0.0.1:1" }));
});

test("a reference without a host is on Docker Hub", () => {
  const hub = "https://registry-1.docker.io";
  const read = (reference: string) => Object.values(readReference(reference));
  assert.deepEqual(read("postgres:17"), [hub, "library/postgres", "17"]);
  assert.deepEqual(read("grafana/grafana"), [hub, "grafana/grafana", "latest"]);
  assert.deepEqual(read("quay.io/a/b:1.2"), ["https://quay.io", "a/b", "1.2"]);
  assert.deepEqual(read("localhost:5000/a"), ["https://localhost:5000", "a", "latest"]);
});
