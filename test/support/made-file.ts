import { execFileSync } from "node:child_process";
import { root } from "./processes.ts";

/** What `bin/portus config` prints on standard output, with the settings of an instance. */
export function madeFile(words: string[], env: Record<string, string>): string {
  return execFileSync("bin/portus", ["config", ...words], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}
