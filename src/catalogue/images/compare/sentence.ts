import { formats } from "../../../platform/http/pages/format.ts";
import { plural } from "../../../platform/plural.ts";
import type { LayerChange, ValueChange } from "./difference.ts";
import type { PackageChange, PackageVerb } from "./packages.ts";

/** What the sentence is made of. */
export interface Differences {
  same: boolean;
  size: { before: bigint | null; after: bigint | null };
  layers: Record<LayerChange["change"], number>;
  platforms: readonly ValueChange[];
  packages: { changes: readonly Pick<PackageChange, "change">[]; more: number };
  env: readonly ValueChange[];
  facts: readonly ValueChange[];
  labels: readonly ValueChange[];
  annotations: readonly ValueChange[];
}

/** One sentence about a comparison: "3.1 MB larger, 2 layers changed, NODE_VERSION 20.11 → 20.12". */
export function differenceSentence(it: Differences): string {
  if (it.same && it.packages.changes.length === 0)
    return "Both have the same layers, configuration, labels and annotations.";
  const phrases = [
    sizePhrase(it.size),
    layersPhrase(it.layers),
    counted(it.platforms, "platform"),
    packagesPhrase(it.packages),
    ...versionPhrases(it.env),
    ...userPhrase(it.facts),
    counted(
      it.env.filter((change) => !isVersion(change)),
      "variable",
    ),
    counted(
      it.facts.filter(({ name }) => name !== "User"),
      "setting",
    ),
    counted(it.labels, "label"),
    counted(it.annotations, "annotation"),
  ].filter((phrase) => phrase !== "");
  const text = phrases.join(", ");
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : "Only the history differs.";
}

function sizePhrase({ before, after }: Differences["size"]): string {
  if (before === null || after === null || before === after) return "";
  return after > before
    ? `${formats.bytes(after - before)} larger`
    : `${formats.bytes(before - after)} smaller`;
}

function layersPhrase({ added, removed }: Differences["layers"]): string {
  if (added === removed) return added > 0 ? `${plural(added, "layer")} changed` : "";
  return listOf("layer", [
    [added, "added"],
    [removed, "removed"],
  ]);
}

const verbs: PackageVerb[] = ["upgraded", "downgraded", "changed", "added", "removed"];

function packagesPhrase({ changes, more }: Differences["packages"]): string {
  const counts = verbs.map((verb): [number, string] => [
    changes.filter(({ change }) => change === verb).length,
    verb,
  ]);
  return more > 0
    ? `${plural(changes.length + more, "package")} changed`
    : listOf("package", counts);
}

const maxVersions = 3;
const maxValueLength = 40;

/** Whether a variable names a version and has a short value on both sides, such as NODE_VERSION. */
function isVersion({ name, before, after }: ValueChange): boolean {
  const short = (value: string | null) =>
    value !== null && value.length > 0 && value.length <= maxValueLength;
  return /version$/i.test(name) && name.length <= maxValueLength && short(before) && short(after);
}

function versionPhrases(env: readonly ValueChange[]): string[] {
  const versions = env.filter(isVersion);
  const shown = versions
    .slice(0, maxVersions)
    .map(({ name, before, after }) => `${name} ${before} → ${after}`);
  const more = versions.length - shown.length;
  return more > 0 ? [...shown, `${plural(more, "more version")} changed`] : shown;
}

function userPhrase(facts: readonly ValueChange[]): string[] {
  const change = facts.find(({ name }) => name === "User");
  if (!change) return [];
  const [before, after] = [change.before ?? "root", change.after ?? "root"];
  const long = [before, after].some(({ length }) => length > maxValueLength);
  return long ? ["user changed"] : [`user ${before} → ${after}`];
}

/** "3 labels changed" if one was changed, or if some were added and others removed; else "3 labels added". */
function counted(changes: readonly ValueChange[], noun: string): string {
  if (changes.length === 0) return "";
  const kinds = new Set(changes.map(({ before, after }) => kindOf(before, after)));
  const [kind = "changed"] = kinds.size === 1 ? kinds : ["changed"];
  return `${plural(changes.length, noun)} ${kind}`;
}

const kindOf = (before: string | null, after: string | null) =>
  before === null ? "added" : after === null ? "removed" : "changed";

/** "14 packages upgraded, 2 added": only the first count names the noun. */
function listOf(noun: string, counts: readonly [number, string][]): string {
  const given = counts.filter(([count]) => count > 0);
  return given
    .map(([count, verb], at) =>
      at === 0 ? `${plural(count, noun)} ${verb}` : `${count.toLocaleString("en-US")} ${verb}`,
    )
    .join(", ");
}
