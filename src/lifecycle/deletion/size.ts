import type { Contents } from "./closure.ts";
import type { Census } from "./target-contents.ts";

/** Manifests and tags that are deleted while somebody waits. */
export const small = 60;

/** How many a plan takes. */
export function sizeOf({
  gone = [],
  untagged = [],
  namespaces = [],
  heir,
}: Partial<Contents & Census>) {
  const held = heir ? 0 : namespaces.reduce((sum, { manifests }) => sum + manifests, 0);
  return gone.length + untagged.length + held;
}
