import { readFileSync } from "node:fs";
import { join } from "node:path";

const needs = /from "node:child_process"|import\("node:child_process"\)|\/support\/postgres\.ts$/m;
const imports = /(?:from|import) ?\(?"(\.[^"]*\.ts)"/g;

/** The test files that need neither a database nor another process, judged by their imports below test/. */
export function unitFiles(files: string[]): string[] {
  return files.filter((file) => isUnit(file, new Set()));
}

function isUnit(file: string, seen: Set<string>): boolean {
  if (seen.has(file) || !file.startsWith("test/")) return true;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  if (needs.test(text) || needs.test(file)) return false;
  const imported = [...text.matchAll(imports)].map(([, path = ""]) => join(file, "..", path));
  return imported.every((path) => isUnit(path, seen));
}
