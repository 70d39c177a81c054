const maxCompared = 64; // characters; no field has a longer name

/** The name that was probably meant: the one with the smallest edit distance, if that is small enough. */
export function nearest(given: string, names: readonly string[]): string | null {
  if (given.length > maxCompared) return null;
  const plain = simplified(given);
  const found = names
    .map((name) => ({ name, distance: distance(plain, simplified(name)) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return found && found.distance <= Math.ceil(plain.length / 3) ? found.name : null;
}

/** `pushedDays`, `pushed-days` and `pushed_days` compare as equal. */
const simplified = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The Levenshtein distance, computed with one row. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
