const names = [
  "mediaType",
  "artifactType",
  "config",
  "layers",
  "blobs",
  "manifests",
  "subject",
  "annotations",
  "digest",
  "size",
  "platform",
  "os",
  "architecture",
  "variant",
  "features",
  "os.version",
  "os.features",
];
const canonical = new Map(names.map((name) => [fold(name), name]));
const maxDepth = 4; // a manifest, its list of children, a child, its platform

/**
 * Changes the keys of a manifest to the case of the specification. Registries and clients written in Go ignore case, and
 * use the last of several equal keys. Portus must see the layers that they pull. Annotation keys stay as they are.
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

/** Case folding as in Go's encoding/json: "ſ" equals "s", and the Kelvin sign equals "k". */
function fold(key: string): string {
  return key.length > 20 ? key : key.toLowerCase().toUpperCase();
}
