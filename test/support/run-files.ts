import { createRequire } from "node:module";
import type { runCollected } from "./collected-tests.ts";
import { root } from "./processes.ts";
import { slowness } from "./waiting.ts";

const require = createRequire(import.meta.url);

/**
 * Runs test files one after another in this process. Each has its own environment and its own instance of every module
 * of src and test (see typescript-hooks.js): they share only what is expensive and has no state, the dependencies.
 */
export async function runFiles(files: string[], timeout: number): Promise<void> {
  const given = { ...process.env };
  for (const [at, file] of files.entries()) {
    const run = `?run=${at + 1}`;
    forgetPassport();
    await import(`./env.ts${run}`);
    await import(`${root}/${file}${run}`);
    const collected: { runCollected: typeof runCollected } = await import(
      `./collected-tests.ts${run}`
    );
    await collected.runCollected(file, timeout * slowness());
    for (const name of Object.keys(process.env)) if (!(name in given)) delete process.env[name];
    Object.assign(process.env, given);
  }
}

/** The one dependency that is configured as a whole: its strategies are those of one instance of Portus. */
function forgetPassport(): void {
  for (const path of Object.keys(require.cache))
    if (path.includes("/node_modules/passport/")) delete require.cache[path];
}
