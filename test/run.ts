import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";

// Runs the test files whose path contains one of the given names, at any depth below test/; without names, all files
// but the groups that take minutes more: tsx test/run.ts [--concurrency=2] [--timeout=MS] [--reporter=spec] [NAME…]

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: "string", default: "2" },
    timeout: { type: "string", default: "240000" },
    reporter: { type: "string", default: "spec" },
  },
});

const groups = /\/(long|machines|clients)\//;
const everyday = /\/clients\/everyday\.test\.ts$/;

const files = chosen();
const runner = spawn(
  process.execPath,
  [
    ...["--import", "./test/support/typescript.js", "--import", "./test/support/env.ts", "--test"],
    `--test-concurrency=${options.concurrency}`,
    `--test-timeout=${options.timeout}`,
    `--test-reporter=${options.reporter}`,
    ...files,
  ],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => runner.kill(signal));
runner.once("exit", (code) => {
  process.exitCode = code ?? 1;
});

function chosen(): string[] {
  const all = readdirSync("test", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => `test/${path}`)
    .sort();
  if (names.length === 0)
    return nonEmpty(
      all.filter((path) => everyday.test(path) || !groups.test(path)),
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
