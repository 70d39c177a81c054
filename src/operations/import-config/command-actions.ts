import { writeFileSync } from "node:fs";
import { CommandError } from "../../platform/command.ts";
import { errorCode, errorMessage } from "../../platform/error-fields.ts";
import { printed, secretsIn } from "./print.ts";
import { readSettings } from "./read.ts";
import { type Imported, translate } from "./translate.ts";

interface Options {
  secretsFile: string | null;
  showSecrets: boolean;
}

export function importedFrom(files: string[], { secretsFile, showSecrets }: Options): string {
  const imported = translate(readSettings(files));
  if (secretsFile !== null) writeSecrets(secretsFile, imported);
  if (imported.lost.length > 0) process.exitCode ??= 1;
  return printed(imported, showSecrets ? "shown" : "hidden");
}

/** A new file: one that exists may be readable for others, or be a link to somewhere else. */
function writeSecrets(file: string, imported: Imported): void {
  try {
    writeFileSync(file, secretsIn(imported), { mode: 0o600, flag: "wx" });
  } catch (error) {
    const why = errorCode(error) === "EEXIST" ? "it exists already" : errorMessage(error);
    throw new CommandError(`The secrets were not written to ${file}: ${why}. Name a new file.`, 2);
  }
}
