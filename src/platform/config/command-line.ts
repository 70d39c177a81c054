import { resolve } from "node:path";
import { config } from "./config.ts";

const wanted = ["PORTUS_DATA_DIR", "PORT", "REGISTRY_PORT"] as const;

/**
 * A command to type in the shell for this instance: the settings of bin/up that came from the environment stand before
 * it, with those of `changed` instead.
 */
export function commandLine(
  command: string,
  changed: Partial<Record<(typeof wanted)[number], number>> = {},
): string {
  const { values, origins } = config.given;
  const isSet = (name: (typeof wanted)[number]) =>
    name in changed || origins[name] === "environment";
  const settings = wanted
    .filter(isSet)
    .map((name) => `${name}=${quoted(`${changed[name] ?? values[name]}`)}`);
  return [...settings, command].join(" ");
}

/** The path of a file that a person named, who may be in another directory than the process. */
export const fromCaller = (path: string): string => resolve(config.callerDirectory, path);

/** For a shell: in single quotes, if it has a character that means something there. */
function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
