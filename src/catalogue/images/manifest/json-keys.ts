const names = [
  ...["mediaType", "artifactType", "config", "layers", "blobs", "manifests", "subject"],
  ...["annotations", "digest", "size", "platform", "os", "architecture", "variant", "features"],
  ...["os.version", "os.features"],
];
const canonical = new Map(names.map((name) => [fold(name), name]));
const maxDepth = 4; // a manifest, its list of children, a child, its platform

/**
 * Gives the keys of a manifest their spelling in the specification. Registries and clients written in Go take `Layers` or
 * `LAYERS` for `layers`, and the last of several: what they pull must not be hidden from Portus. Keys of annotations are
 * left as they are.
 */
export function withCanonicalKeys(value: unknown, depth = maxDepth): unknown {
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withCanonicalKeys(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = canonical.get(fold(key)) ?? key;
      return [name, name === "annotations" ? inner : withCanonicalKeys(inner, depth - 1)];
    }),
  );
}

/** As Go's encoding/json compares keys: "ſ" is an "s" and the Kelvin sign a "k". */
function fold(key: string): string {
  return key.length > 20 ? key : key.toLowerCase().toUpperCase();
}
