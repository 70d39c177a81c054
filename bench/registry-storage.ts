import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const empty = "{}";
const type = "application/vnd.oci.image.manifest.v1+json";

/** Writes repositories of tiny manifests in the format of the registry's filesystem driver. Pushing them would take an hour. */
export function storeRepositories(
  directory: string,
  size: { repositories: number; tags: number },
): void {
  const root = join(directory, "docker", "registry", "v2");
  const blob = storeBlob(root, empty);
  for (let n = 0; n < size.repositories; n += 1) {
    const at = join(
      root,
      "repositories",
      "bench",
      `app${String(n).padStart(5, "0")}`,
      "_manifests",
    );
    write(join(at, "..", "_layers", "sha256", blob, "link"), `sha256:${blob}`); // makes the registry list it
    for (let tag = 0; tag < size.tags; tag += 1) {
      const hex = storeBlob(root, manifest(`${n}/${tag}`));
      write(join(at, "revisions", "sha256", hex, "link"), `sha256:${hex}`);
      write(join(at, "tags", `v${tag}`, "current", "link"), `sha256:${hex}`);
    }
  }
}

function manifest(title: string): string {
  const blob = { digest: `sha256:${hexOf(empty)}`, size: empty.length };
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    config: { mediaType: "application/vnd.oci.empty.v1+json", ...blob },
    layers: [{ mediaType: "application/vnd.oci.empty.v1+json", ...blob }],
    annotations: { "org.opencontainers.image.title": title },
  });
}

function storeBlob(root: string, text: string): string {
  const hex = hexOf(text);
  write(join(root, "blobs", "sha256", hex.slice(0, 2), hex, "data"), text);
  return hex;
}

function write(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

const hexOf = (text: string) => createHash("sha256").update(text).digest("hex");
