import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folders of node_modules that Portus needs when it runs: its dependencies and theirs. npm would bring the peers too,
 * such as Prisma's command line with all that hangs from it.
 */
export function runtimePackages(root) {
  const modules = join(root, "node_modules");
  const found = new Set();
  collect(root);
  return found;

  function collect(folder) {
    const { dependencies, optionalDependencies } = manifestOf(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const path = installed(name, folder);
      if (!path || found.has(path)) continue;
      found.add(path);
      collect(path);
    }
  }

  /** As Node looks for it: beside the package that asks, then above. Packages for other systems are nowhere. */
  function installed(name, from) {
    const here = join(from, "node_modules", name);
    if (existsSync(here)) return here;
    return from.startsWith(modules) ? installed(name, dirname(from)) : undefined;
  }
}

export const manifestOf = (folder) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
