import { type Check, fine, type Verdict, wrong } from "../check.ts";

const oldest = [20, 19] as const; // engines of package.json

export const nodeChecks = (): Check[] => [
  {
    id: "node",
    title: "The version of Node is supported",
    run: async () => nodeVerdict(process.versions.node),
  },
];

export function nodeVerdict(version: string): Verdict {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldest;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor))
    return fine(`Node ${version}.`);
  return wrong(
    `Node ${version} is older than ${oldest.join(".")}.`,
    "Install a newer Node and restart Portus:",
    "apt-get install nodejs",
    "node --version",
  );
}
