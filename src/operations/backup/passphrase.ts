import { CommandError } from "../../platform/command.ts";
import { config } from "../../platform/config/config.ts";

const needs = {
  backup: `PORTUS_BACKUP_PASSPHRASE is not set. A backup has the secret of this Portus and the key of its CA, so it is always encrypted.
Make a passphrase, and store it where the backups are not:

    (umask 077; openssl rand -base64 32 > portus-backup.key)
    PORTUS_BACKUP_PASSPHRASE_FILE=portus-backup.key bin/portus backup portus.backup`,
  restore: `PORTUS_BACKUP_PASSPHRASE is not set. Set it to the passphrase with which the backup was made, or name the file that has it:

    PORTUS_BACKUP_PASSPHRASE_FILE=portus-backup.key bin/portus restore portus.backup`,
};

/** The passphrase of the settings. Throws with how to set one. */
export function passphraseFor(use: keyof typeof needs): string {
  if (config.backup.passphrase === null) throw new CommandError(needs[use], 2);
  return config.backup.passphrase;
}
