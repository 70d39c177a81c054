import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { config } from "../../platform/config/config.ts";
import { log } from "../../platform/log.ts";

// The copy of the setup code in the data directory, for the operator and bin/up. It is kept until there is an account.

const file = join(config.dataDir, "setup-code");

/** Writes a code that was made; one that is set needs no copy. */
export function writeSetupFile(code: string): void {
  if (config.setupCode !== null) return;
  try {
    mkdirSync(config.dataDir, { recursive: true });
    writeFileSync(file, `${code}\n`, { mode: 0o600 });
  } catch (error) {
    log.warn({ err: error, file }, "the setup code could not be written");
  }
}

/** The code that is set, or else the one in the file. */
export function readSetupFile(): string {
  return config.setupCode ?? readFileSync(file, "utf8").trim();
}

export function removeSetupFile(): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    log.warn({ err: error, file }, "the setup code could not be deleted");
  }
}
