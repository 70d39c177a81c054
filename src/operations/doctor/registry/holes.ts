/** A published vulnerability of Distribution, and the versions that have it. */
interface Hole {
  name: string;
  does: string;
  from: string;
  fixedIn: string;
}

const holes: Hole[] = [
  {
    name: "CVE-2017-11468",
    does: "a manifest of any size fills the memory",
    from: "0.0.0",
    fixedIn: "2.6.2",
  },
  {
    name: "GHSA-qq97-vm5h-rrhg",
    does: "a manifest can be read as two different types",
    from: "0.0.0",
    fixedIn: "2.8.0",
  },
  {
    name: "CVE-2023-2253",
    does: "a request for a long list of repositories fills the memory",
    from: "0.0.0",
    fixedIn: "2.8.2",
  },
  {
    name: "CVE-2025-24976",
    does: "a token can bring the key that it is verified with",
    from: "3.0.0-beta.1",
    fixedIn: "3.0.0-rc.3",
  },
  {
    name: "CVE-2026-35172",
    does: "with a Redis cache, deleted blobs can be read again",
    from: "3.0.0",
    fixedIn: "3.1.0",
  },
  {
    name: "CVE-2026-33540",
    does: "a pull-through cache sends its credentials where an upstream says",
    from: "3.0.0",
    fixedIn: "3.1.0",
  },
  {
    name: "CVE-2026-41888",
    does: "tags can be deleted although deletion is off",
    from: "3.0.0",
    fixedIn: "3.1.1",
  },
];

/** What is known to be wrong with a version such as 2.8.2 or 3.0.0-rc.2. */
export const holesOf = (version: string): string[] =>
  holes
    .filter(({ from, fixedIn }) => !isBefore(version, from) && isBefore(version, fixedIn))
    .map(({ name, does }) => `${name} (${does})`);

/** By the precedence of semantic versions, as far as Distribution uses them: 3.0.0-rc.2 is before 3.0.0. */
function isBefore(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

const stages = ["alpha", "beta", "rc"];
const released = 9; // after all stages

function partsOf(version: string): number[] {
  const [, numbers = "", stage, count = "0"] =
    /^v?(\d+(?:\.\d+)*)(?:-(alpha|beta|rc)\.?(\d+))?/.exec(version) ?? [];
  const [major = 0, minor = 0, patch = 0] = numbers.split(".").map(Number);
  return [major, minor, patch, stage ? stages.indexOf(stage) : released, Number(count)];
}
