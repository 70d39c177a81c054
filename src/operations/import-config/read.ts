import { type DocumentOptions, parse, type SchemaOptions } from "yaml";
import { cannotRead, readTextFile } from "../../platform/bounded-file.ts";
import { errorMessage } from "../../platform/error-fields.ts";

const maxBytes = 1_000_000;
const maxAliases = 50; // an alias of aliases could otherwise become gigabytes
const maxDepth = 20;
const maxSettings = 2_000;

/** The settings of a file by their names with dots, such as `ldap.encryption.method`. */
export type Settings = ReadonlyMap<string, Scalar>;
export type Scalar = string | boolean | null;

/** Reads the settings of files of SUSE Portus. A later file overrides the earlier ones, setting by setting. */
export function readSettings(files: readonly string[]): Settings {
  const settings = new Map<string, Scalar>();
  for (const file of files)
    for (const [name, value] of settingsIn(
      file,
      readTextFile(file, maxBytes, "a configuration of SUSE Portus"),
    ))
      settings.set(name, value);
  return settings;
}

/** As Ruby reads YAML: `yes` and `on` are true. Numbers and dates stay as they are written, because they may be passwords. */
const asRuby = {
  version: "1.1",
  customTags: (tags) =>
    tags.filter(
      (it) =>
        typeof it === "string" || !/:(int|float|timestamp|binary|set|omap|pairs)$/.test(it.tag),
    ),
} satisfies SchemaOptions & DocumentOptions;

function settingsIn(file: string, text: string): Map<string, Scalar> {
  const settings = new Map<string, Scalar>();
  try {
    const root: unknown = parse(text, {
      maxAliasCount: maxAliases,
      ...asRuby,
      merge: true,
      logLevel: "error",
    });
    if (root !== null) collect(root, "", 0, settings);
    return settings;
  } catch (error) {
    const [why = ""] = errorMessage(error).split("\n");
    throw cannotRead(`${file} is not a configuration of SUSE Portus: ${why.replace(/[.:]$/, "")}.`);
  }
}

function collect(node: unknown, name: string, depth: number, into: Map<string, Scalar>): void {
  if (depth > maxDepth || into.size > maxSettings)
    throw new Error("it has too many levels or settings");
  if (isScalar(node) && name !== "") {
    into.set(name, node);
    return;
  }
  if (typeof node !== "object" || node === null) throw new Error("it has no settings");
  for (const [key, value] of Object.entries(node))
    collect(value, name === "" ? key : `${name}.${key}`, depth + 1, into);
}

const isScalar = (node: unknown): node is Scalar =>
  node === null || ["string", "boolean"].includes(typeof node);
