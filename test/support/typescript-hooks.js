import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

// The hooks of Node by which a process loads TypeScript.

const cache = fileURLToPath(new URL("../../node_modules/.cache/portus-tests", import.meta.url));
const require = createRequire(import.meta.url);

const root = new URL("../..", import.meta.url).href;
const bundles = process.env.TEST_BUNDLES;
const programs = new Set(); // URLs of the modules that a process was started with

export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  if (!context.parentURL) programs.add(resolved.url);
  return resolved;
}

/** Each text of a module is compiled once: the JavaScript stays in node_modules/.cache for the next process. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !/\.ts(\?|$)/.test(url)) return nextLoad(url, context);
  const source = (programs.has(url) && bundled(url)) || compiled(fileURLToPath(url));
  return { format: "module", source, shortCircuit: true };
}

/** The program with all its modules, if the test run has made it: that starts in half the time. */
function bundled(url) {
  try {
    return readFileSync(url.replace(root, `${bundles}/`).replace(/ts$/, "js"));
  } catch {
    return undefined;
  }
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
