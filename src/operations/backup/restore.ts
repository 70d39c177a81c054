import type pg from "pg";
import { lockSession, locks } from "../../platform/db/locks.ts";
import { migrate } from "../../platform/db/migrate.ts";
import { readArchive, verifyArchive } from "./archive/archive.ts";
import type { Contents } from "./archive/check.ts";
import type { Manifest } from "./archive/entries.ts";
import type { Header } from "./archive/header.ts";
import { damaged } from "./archive/unusable.ts";
import { load } from "./load.ts";
import { withDatabase } from "./open-database.ts";
import { passphraseFor } from "./passphrase.ts";
import { refuseNewer } from "./schema.ts";
import { hasOtherEventsSecret, refuseOtherSecret, writeSecrets } from "./secrets.ts";
import { refuseUsed } from "./target.ts";

export interface Restored {
  header: Header;
  contents: Contents;
  migrations: string[]; // applied after the restore, because the backup is of an older version
  leftOut: string[]; // tables that Portus does not have
  hasOtherEventsSecret: boolean;
}

/** Reads all of a backup and checks that this version can restore it. Writes nothing. */
export async function checkBackup(path: string): Promise<Verified> {
  const { header, contents } = await verifyArchive(path, passphraseFor("restore"));
  const { manifest } = contents;
  if (!manifest) throw damaged("it has no manifest");
  refuseNewer(manifest.migrations);
  return { header, contents, manifest };
}

interface Verified {
  header: Header;
  contents: Contents;
  manifest: Manifest;
}

/** Restores a backup into an empty instance, in one transaction, and then migrates it to this version. */
export async function restoreBackup(
  path: string,
  onStep: (step: string) => void,
): Promise<Restored> {
  onStep("reading the backup");
  const { header, contents, manifest } = await checkBackup(path);
  refuseOtherSecret(manifest);
  return withDatabase(async (client, url) => {
    await lockSession(client, locks.start); // a Portus that starts now waits
    await refuseUsed(client);
    const leftOut = await write(client, { path, manifest, onStep });
    onStep("migrating");
    const migrations = await migrate(url);
    await client.query("ANALYZE");
    const other = hasOtherEventsSecret(manifest);
    return { header, contents, migrations, leftOut, hasOtherEventsSecret: other };
  });
}

interface Writing {
  path: string;
  manifest: Manifest;
  onStep: (step: string) => void;
}

/** The secrets are written last before the commit: either both are there or neither is. */
async function write(client: pg.Client, { path, manifest, onStep }: Writing): Promise<string[]> {
  let leftOut: string[] = [];
  let undo = () => {};
  await client.query("BEGIN");
  try {
    await readArchive(path, passphraseFor("restore"), async (entries) => {
      leftOut = await load(client, entries, (table) => onStep(`restoring ${table}`));
    });
    undo = writeSecrets(manifest);
    await client.query("COMMIT");
    return leftOut;
  } catch (error) {
    undo();
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}
