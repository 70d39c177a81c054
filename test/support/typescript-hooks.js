import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

// Compiles each module once for each text of it: the JavaScript stays in node_modules/.cache for the next process.

const cache = fileURLToPath(new URL("../../node_modules/.cache/portus-tests", import.meta.url));
const require = createRequire(import.meta.url);

/** The hook of Node. Every import in Portus names its file with its ending, so there is nothing to resolve. */
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
