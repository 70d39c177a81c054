import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

// The hooks of Node by which a process loads TypeScript.

const cache = fileURLToPath(new URL("../../node_modules/.cache/portus-tests", import.meta.url));
const require = createRequire(import.meta.url);

const collector = new URL("./collected-tests.ts", import.meta.url).href;
const stateful = /\/node_modules\/(passport|@prisma\/schema-engine-wasm)\//;
const generated = new URL("../../src/platform/db/generated/", import.meta.url).href;

/**
 * Of test files that share a process, each has its own instance of every module of src and test: what a module of
 * "…?run=2" imports is "…?run=2", too. The generated database client and the dependencies are shared, except for the two
 * dependencies that have state: passport, which is configured as a whole, and the schema engine, which loads into itself.
 */
export async function resolve(specifier, context, nextResolve) {
  const [run] = /\?run=\d+$/.exec(context.parentURL ?? "") ?? [];
  if (!run || context.parentURL.startsWith(collector)) return nextResolve(specifier, context);
  if (specifier === "node:test") return { url: collector + run, shortCircuit: true };
  if (/^\.\.?\/.*\.ts$/.test(specifier)) {
    const { href } = new URL(specifier, context.parentURL);
    return { url: href.startsWith(generated) ? href : href + run, shortCircuit: true };
  }
  const resolved = await nextResolve(specifier, context);
  return stateful.test(resolved.url) ? { ...resolved, url: resolved.url + run } : resolved;
}

/** Each text of a module is compiled once: the JavaScript stays in node_modules/.cache for the next process. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !/\.ts(\?|$)/.test(url)) return nextLoad(url, context);
  return { format: "module", source: compiled(fileURLToPath(url)), shortCircuit: true };
}

function compiled(path) {
  const text = readFileSync(path);
  const sourcefile = basename(path); // the source map's name for it, relative to the module
  const key = createHash("sha256").update(sourcefile).update("\0").update(text).digest("hex");
  const place = `${cache}/${key}.js`;
  try {
    return readFileSync(place);
  } catch {
    const code = compile(text.toString(), sourcefile);
    write(place, code);
    return code;
  }
}

function compile(text, sourcefile) {
  const { code } = require("esbuild").transformSync(text, {
    loader: "ts",
    target: "node20",
    sourcefile,
    sourcemap: "inline",
    sourcesContent: false,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return code;
}

/** Another process may write the same at the same time. A checkout that is read only is no reason to fail. */
function write(place, code) {
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${place}.${process.pid}`, code);
    renameSync(`${place}.${process.pid}`, place);
  } catch {}
}
