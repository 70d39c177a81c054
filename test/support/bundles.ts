import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin, stop } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);

const shared = /\/(generated\/client|reflect)\.ts$/;
const own = /^@prisma\/schema-engine-wasm(\/|$)/;

/**
 * Writes one JavaScript file for each test file, DIRECTORY/test/…/x.test.js, and for each program that tests start.
 * A test file's has its own instance of every module of src and test: test files can share a process, and only share
 * what is expensive and has no state: the dependencies and the generated database client. The one dependency that has
 * state, the schema engine, is part of the file.
 */
export async function bundle(directory: string, tests: string[], programs: string[]) {
  const names = [...tests.map((path) => `test:${path}`), ...programs.map((path) => root + path)];
  const outputs = [...tests, ...programs].map((path) => path.replace(/\.ts$/, ""));
  await build({
    entryPoints: names.map((path, n) => ({ in: path, out: outputs[n] ?? "" })),
    outdir: directory,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [testFiles, modules],
  });
  await stop(); // its process has all modules in memory
}

/** `test:PATH` runs the file in the environment of tests and collects what it declares. */
const testFiles: Plugin = {
  name: "test files",
  setup(esbuild) {
    const collector = `${root}test/support/collected-tests.ts`;
    esbuild.onResolve({ filter: /^test:/ }, ({ path }) => ({ path, namespace: "test" }));
    esbuild.onLoad({ filter: /^test:/, namespace: "test" }, ({ path }) => ({
      resolveDir: root,
      contents: `import "./test/support/env.ts";
        import "./${path.replace(/^test:/, "")}";
        export { runCollected } from ${JSON.stringify(collector)};`,
    }));
    esbuild.onResolve({ filter: /^node:test$/ }, ({ importer, path }) =>
      importer === collector ? { path, external: true } : { path: collector },
    );
  },
};

const modules: Plugin = {
  name: "modules",
  setup(esbuild) {
    esbuild.onResolve({ filter: shared }, ({ path, resolveDir }) => ({
      path: fileURLToPath(new URL(path, pathToFileURL(`${resolveDir}/`))),
      external: true,
    }));
    esbuild.onResolve({ filter: own }, ({ path }) => ({ path: require.resolve(path) }));
    // A module knows itself by the path of its source.
    esbuild.onLoad({ filter: /\/(src|test)\/.*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.")) return undefined;
      const contents = text
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
        .replaceAll("import.meta.filename", JSON.stringify(path));
      return { contents, loader: "ts" };
    });
  },
};
