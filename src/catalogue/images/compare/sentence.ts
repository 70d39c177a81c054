import { formats } from "../../../platform/http/pages/format.ts";
import { plural } from "../../../platform/plural.ts";
import type { LayerChange, ValueChange } from "./difference.ts";
import type { PackageChange, PackageVerb } from "./packages.ts";

/** What the sentence is made of. */
export interface Differences {
  /** The platform that is compared; null for single images. */
  platform: string | null;
  /** Why nothing but sizes, platforms and annotations is compared; else empty. */
  problem: string;
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

/** A comparison in short: "1 platform added. linux/amd64: 3.1 MB larger, 2 layers changed, NODE_VERSION 20.11 → 20.12." */
export function differenceSentence(it: Differences): string {
  const platforms = counted(it.platforms, "platform");
  return [platforms && `${platforms}.`, imageSentence(it)].filter(Boolean).join(" ");
}

function imageSentence(it: Differences): string {
  if (it.problem) return `${it.problem} Only their sizes, platforms and annotations are compared.`;
  const phrase = imagePhrase(it);
  if (it.platform) return `${it.platform}: ${phrase}.`;
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}

function imagePhrase(it: Differences): string {
  if (it.same && it.packages.changes.length === 0)
    return "both have the same layers, configuration, labels and annotations";
  const phrases = [
    sizePhrase(it.size),
    layersPhrase(it.layers),
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
  return phrases.join(", ") || "only the history differs";
}

/** What to do while an image is missing. `suggested` is a second image that the form already has. */
export function nextStep({ from, to }: { from: string; to: string }, suggested: string): string {
  const given = from || to;
  if (!given) return "Enter two images, or tick two tags in a repository's list of tags.";
  const step = `Choose the image to compare ${given} with.`;
  return suggested ? `${step} The newest tag is filled in.` : step;
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
