import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { text } from "./bounded-text.ts";

interface Revision {
  branch: string;
  commit: string;
  tag: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The version of Portus, as in package.json. */
export const { version: versionNumber } = z
  .object({ version: text(100) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

let known: Revision | undefined;

/** The commit that this Portus was made from. An image has it in the file `commit`; empty if nothing names it. */
export function revision(): Revision {
  known ??= builtFrom(join(root, "commit")) ?? readRevision(join(root, ".git"));
  return known;
}

/** The commit that the build of an image wrote to a file; undefined without that file, or if the build was not given one. */
export function builtFrom(file: string): Revision | undefined {
  const commit = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  return /^[0-9a-f]{7,64}$/.test(commit) ? { branch: "", commit, tag: "" } : undefined;
}

/** Reads git's files directly, because git may not be installed. */
export function readRevision(git: string): Revision {
  try {
    const directory = directoryOf(git);
    const head = readFileSync(join(directory, "HEAD"), "utf8").trim();
    const ref = /^ref: (.+)$/.exec(head)?.[1];
    const common = commonOf(directory);
    const refs = packedIn(common);
    const commit = ref ? (looseIn(common, ref) ?? refs.get(ref) ?? "") : head;
    const tags = [...refs].filter(([name, at]) => name.startsWith("refs/tags/") && at === commit);
    return {
      branch: ref?.replace("refs/heads/", "") ?? "",
      commit,
      tag: tags.at(-1)?.[0].replace("refs/tags/", "") ?? "",
    };
  } catch {
    return { branch: "", commit: "", tag: "" };
  }
}

/** In a linked worktree, `.git` is a file that names the directory. */
function directoryOf(git: string): string {
  const file = existsSync(join(git, "HEAD")) ? undefined : readFileSync(git, "utf8");
  return file ? resolve(dirname(git), file.replace(/^gitdir: /, "").trim()) : git;
}

function commonOf(directory: string): string {
  const file = join(directory, "commondir");
  return existsSync(file) ? resolve(directory, readFileSync(file, "utf8").trim()) : directory;
}

function looseIn(common: string, ref: string): string | undefined {
  const file = join(common, ref);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** The packed refs; a line that begins with ^ is the commit of the annotated tag before it. */
function packedIn(common: string): Map<string, string> {
  const file = join(common, "packed-refs");
  const refs = new Map<string, string>();
  let last = "";
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    const [, peeled, at = "", name = ""] = /^(\^?)([0-9a-f]{1,128}) ?(.*)$/.exec(line) ?? [];
    if (peeled === undefined) continue;
    if (!peeled) last = name;
    refs.set(last, at);
  }
  return refs;
}
