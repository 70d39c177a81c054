import { createHash } from "node:crypto";

// The chain of a list of layers is the SHA-256 of their digests, each followed by a line feed. Two images with the same
// chain have the same layers in the same order.

/** The chain of all layers of an image. */
export function layerChain(digests: readonly string[]): Uint8Array<ArrayBuffer> {
  const hash = createHash("sha256");
  for (const digest of digests) hash.update(`${digest}\n`);
  return new Uint8Array(hash.digest());
}

/** A longer base is not found; images of as many layers are built by no common tool. */
export const maxBaseLayers = 128;

/** The chains of the shorter lists that begin a list, the shortest first. */
export function prefixChains(digests: readonly string[]): Buffer[] {
  const hash = createHash("sha256");
  return digests
    .slice(0, -1)
    .slice(0, maxBaseLayers)
    .map((digest) => {
      hash.update(`${digest}\n`);
      return hash.copy().digest();
    });
}
