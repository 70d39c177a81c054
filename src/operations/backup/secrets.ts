import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../../platform/command.ts";
import { config } from "../../platform/config/config.ts";
import type { Manifest } from "./archive/entries.ts";

/** Refuses a secret of the environment that does not open what is in the backup. */
export function refuseOtherSecret({ secret }: Manifest): void {
  const given = config.given.values.PORTUS_SECRET;
  if (given === undefined || given === secret) return;
  throw new CommandError(
    "PORTUS_SECRET is not the secret with which the keys in the backup are encrypted. Either set it to the secret of the " +
      `instance that was backed up, or unset it: the restore then writes that secret to ${join(config.dataDir, "secret")}, ` +
      "and Portus reads it from there.",
    2,
  );
}

/**
 * Writes the secrets of a backup to the data directory, except those that the environment gives. Returns what writes
 * the former ones again.
 */
export function writeSecrets({ secret, eventsSecret }: Manifest): () => void {
  const { PORTUS_SECRET, PORTUS_EVENTS_SECRET } = config.given.values;
  const undo = [
    ...(PORTUS_SECRET === undefined ? [replace("secret", secret)] : []),
    ...(PORTUS_EVENTS_SECRET === undefined ? [replace("events-secret", eventsSecret)] : []),
  ];
  return () => {
    for (const one of undo) one();
  };
}

function replace(name: string, text: string): () => void {
  const path = join(config.dataDir, name);
  const former = readFileSync(path, "utf8"); // it was created when the settings were read
  writeWhole(path, text);
  return () => writeWhole(path, former);
}

function writeWhole(path: string, text: string): void {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  writeFileSync(part, text, { mode: 0o600, flag: "wx", flush: true });
  renameSync(part, path);
}

/** Whether Portus will expect another events secret than the registries send. */
export const hasOtherEventsSecret = ({ eventsSecret }: Manifest): boolean =>
  config.given.values.PORTUS_EVENTS_SECRET !== undefined &&
  !config.eventsSecrets.includes(eventsSecret);
