// Copies into FOLDER what Portus needs of node_modules when it runs in a container.
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { runtimePackages } from "./runtime-packages.mjs";

const [, , target = "runtime"] = process.argv;
const wanted = runtimePackages(process.cwd());

// Prisma brings its query compiler for each database, in two sizes; src/platform/db/generated imports this one.
const otherDatabases = /query_compiler_(?!small_bg\.postgresql\.)/;
const forOthers = /\.map$|\.d\.[mc]?ts$|(?<!licen[cs]e|notice|copying)\.md$|\.a$/i; // who read, or link

for (const folder of wanted)
  copy(folder, join(target, relative(process.cwd(), folder)));

function copy(folder, to) {
  cpSync(folder, to, { recursive: true, filter: isNeeded });
  const links = join(to, "native/pg-symlinks.json");
  if (existsSync(links)) link(to, JSON.parse(readFileSync(links, "utf8")));
}

/** An npm package can't hold symbolic links; that of Postgres lists its own, and nobody can make them in a finished image. */
function link(to, links) {
  for (const { source, target: path } of links)
    if (!existsSync(join(to, path))) symlinkSync(basename(source), join(to, path));
}

function isNeeded(path) {
  const nested = wanted.has(path) || !path.endsWith("/node_modules");
  return nested && !otherDatabases.test(path) && !forOthers.test(path);
}
