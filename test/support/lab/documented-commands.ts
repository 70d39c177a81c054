import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../processes.ts";

/** The commands in the README and docs/running, unchanged. */
export function commandsOfPages(): string[] {
  const pages = readdirSync(join(root, "docs/running")).map((name) => `docs/running/${name}`);
  return [...pages.flatMap((page) => blocksIn(page).flatMap(linesOf)), ...commandsOfReadme()];
}

/** The commands of the code block that contains `word`, in a page of the documentation. */
export function commandsIn(page: string, word: string): string[] {
  const block = blocksIn(page).find((text) => text.includes(word));
  if (!block) throw new Error(`${page} has no command with ${word}`);
  return linesOf(block);
}

function blocksIn(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
}

/** Joins commands that continue on the next line. */
const linesOf = (block: string) =>
  block
    .replaceAll(/ *\\\n */g, " ")
    .trim()
    .split("\n")
    .map(uncommented);

const uncommented = (line: string) => line.replace(/ +# .*$/, "").trim();

const programs =
  /^ {4}(?:[A-Z_]+=\S+ )?(?:git|cd|open|docker|vagrant|sudo|kubectl|bin\/\w+)(?: |$)/;

function commandsOfReadme(): string[] {
  const lines = readFileSync(join(root, "README.md"), "utf8").split("\n");
  return lines.filter((line) => programs.test(line)).map(uncommented);
}
