import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./support/bundles.ts";
import { alive, root } from "./support/processes.ts";
import { unitFiles } from "./support/unit-files.ts";
import { slowness } from "./support/waiting.ts";

// Runs the test files whose path contains one of the given names, at any depth below test/; without names, all files
// but the groups that take minutes more: test/run.ts [--concurrency=N] [--timeout=MS] [--reporter=spec] [--unit] [NAME…]

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    unit: { type: "boolean", default: false },
    concurrency: { type: "string", default: `${availableParallelism() + 1}` }, // tests also wait for other processes
    timeout: { type: "string", default: "240000" }, // ms, for each file
    reporter: { type: "string", default: "spec" },
  },
});

const groups = /\/(long|machines|clients|upgrade|faults)\//;
const maxFilesOfProcess = 24; // loading the dependencies takes a second; a process of this size needs 900 MB
const loads = ["--import", "./test/support/typescript.js"];
const programs = ["src/main/server.ts", "src/main/cli.ts", "test/support/postgres-keeper.ts"];

const files = options.unit ? nonEmpty(unitFiles(chosen()), "There are no unit tests.") : chosen();
const directory = runDirectory();
await bundle(directory, files, programs);
const processes = shared(files);
const runner = spawn(
  process.execPath,
  [
    ...loads,
    "--test",
    `--test-concurrency=${options.concurrency}`,
    `--test-timeout=${Number(options.timeout) * maxFilesOfProcess * Math.max(3, slowness())}`,
    `--test-reporter=${options.reporter}`,
    ...processes,
  ],
  { stdio: "inherit", env: { ...process.env, NODE_ENV: "test", TEST_BUNDLES: directory } },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => runner.kill(signal));
runner.once("exit", (code) => {
  rmSync(directory, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});

/** It is below node_modules, where what is bundled finds the dependencies. Those of killed runs are deleted. */
function runDirectory(): string {
  const cache = `${root}/node_modules/.cache/portus-tests`;
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache))
    if (name.startsWith("run-") && !alive(Number(name.slice(4))))
      rmSync(join(cache, name), { recursive: true });
  return `${cache}/run-${process.pid}`;
}

function chosen(): string[] {
  const all = readdirSync("test", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => `test/${path}`)
    .sort();
  if (names.length === 0)
    return nonEmpty(
      all.filter((path) => !groups.test(path)),
      "There are no test files.",
    );
  const found = names.flatMap((name) =>
    nonEmpty(
      all.filter((path) => path.includes(name.replace(/^test\//, ""))),
      `No test file has ${name} in its path.`,
    ),
  );
  return [...new Set(found)].sort();
}

/** An empty list would make the runner look for files by itself, find none in TypeScript, and succeed. */
function nonEmpty(paths: string[], otherwise: string): string[] {
  if (paths.length > 0) return paths;
  console.error(otherwise);
  process.exit(1);
}

/** One file for each process, which runs several test files, or one that takes long. */
function shared(files: string[]): string[] {
  const [long, short] = [
    files.filter((it) => groups.test(it)),
    files.filter((it) => !groups.test(it)),
  ];
  const size = Math.min(
    maxFilesOfProcess,
    Math.ceil(short.length / (2 * Number(options.concurrency))),
  );
  const processes = long.map((file) => [file]);
  for (let at = 0; at < short.length; at += size) processes.push(short.slice(at, at + size));
  return processes.map((mine, n) => {
    const path = join(directory, `${String(n + 1).padStart(3, "0")}.test.mjs`);
    const runFiles = new URL("support/run-files.ts", import.meta.url).href;
    writeFileSync(
      path,
      `import { runFiles } from ${JSON.stringify(runFiles)};\nawait runFiles(${JSON.stringify(directory)}, ${JSON.stringify(mine)}, ${options.timeout});\n`,
    );
    return path;
  });
}
