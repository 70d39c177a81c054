import type { runCollected } from "./collected-tests.ts";
import { slowness } from "./waiting.ts";

/** Runs test files one after another in this process, each with an environment of its own: see bundles.ts. */
export async function runFiles(directory: string, files: string[], timeout: number): Promise<void> {
  const given = { ...process.env };
  for (const file of files) {
    const bundle: { runCollected: typeof runCollected } = await import(
      `${directory}/${file.replace(/ts$/, "js")}`
    );
    await bundle.runCollected(file, timeout * slowness());
    for (const name of Object.keys(process.env)) if (!(name in given)) delete process.env[name];
    Object.assign(process.env, given);
  }
}
