import type { Command } from "../../platform/command.ts";

const needsPassphrase =
  "Both commands need PORTUS_BACKUP_PASSPHRASE, at least 12 characters, or PORTUS_BACKUP_PASSPHRASE_FILE.";
const notIncluded =
  "The blobs of the registry are not in it: copy the storage of the registry, too. docs/backup.md has every step.";

const backup: Command = {
  name: "backup",
  args: ["FILE"],
  options: { force: { type: "boolean" } },
  does: "Writes an encrypted backup of the database and the secrets while Portus runs, and reads it back. FILE - is standard output.",
  details: `    --force  replace FILE if it exists

${needsPassphrase}
${notIncluded}

Exit codes:
    0  the backup is complete, and was read back
    1  it failed, and no file is left
    2  it was refused: there is no passphrase, FILE exists, or the database is not the one of this environment`,
  run: async ([file = ""], { force }) => {
    const { backupTo } = await import("./command-actions.ts");
    return backupTo(file, { replace: force === true });
  },
};

const restore: Command = {
  name: "restore",
  args: ["FILE"],
  options: { check: { type: "boolean" } },
  does: "Restores a backup into a new, empty instance while Portus is stopped. FILE - is standard input.",
  details: `    --check  only read the backup and check it; needs no database

${needsPassphrase}
${notIncluded}

Nothing is written if the file is damaged, the passphrase is wrong, or the backup is of a newer version. A backup of an
older version is migrated.

Exit codes:
    0  everything is restored
    1  it failed, and nothing was changed
    2  it was refused: the file can't be used, Portus runs, the instance is not empty, or PORTUS_SECRET is another one`,
  run: async ([file = ""], { check }) => {
    const { checkFrom, restoreFrom } = await import("./command-actions.ts");
    return check === true ? checkFrom(file) : restoreFrom(file);
  },
};

export const commands = [backup, restore];
