/** Compares two versions as people read them: numbers by value, and a pre-release such as `-rc1` before its release. */
export function compareVersions(one: string, other: string): number {
  const [ours, theirs] = [partsOf(one), partsOf(other)];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
    const order = comparePart(ours[at] ?? "", theirs[at] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

const maxLength = 200; // characters that are compared

const partsOf = (version: string) =>
  version
    .slice(0, maxLength)
    .toLowerCase()
    .match(/\d+|[a-z]+|~/g) ?? [];

const beforeRelease = /^(~|dev|alpha|beta|pre|preview|rc|snapshot|canary|nightly)$/;

/** An empty part is the end of a version. */
function comparePart(one: string, other: string): number {
  const ranks = rankOf(one) - rankOf(other);
  if (ranks !== 0 || one === other) return ranks;
  if (rankOf(one) === number) return compareNumbers(one, other);
  return one < other ? -1 : 1;
}

const number = 3;

function rankOf(part: string): number {
  if (beforeRelease.test(part)) return 0;
  if (part === "") return 1;
  return /^\d/.test(part) ? number : 2;
}

function compareNumbers(one: string, other: string): number {
  const [ours, theirs] = [one.replace(/^0+/, ""), other.replace(/^0+/, "")];
  if (ours.length !== theirs.length) return ours.length - theirs.length;
  return ours < theirs ? -1 : Number(ours > theirs);
}
