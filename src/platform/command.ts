import { text } from "node:stream/consumers";

/** Runs work with a database: that of the running instance, or one that is started for the command. */
export type Within = <T>(work: () => Promise<T>) => Promise<T>;

type Values = Record<string, string | boolean | undefined>;

/** A wrong argument or option: the command ends with the exit code of a usage error. */
export class Misuse extends Error {
  override name = "Misuse";
}

/** A failure with an exit code of its own. */
export class CommandError extends Error {
  override name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A command of bin/portus. It imports what it needs in `run`, so that help needs no settings. */
export interface Command {
  name: string;
  args?: string[]; // their names, in order; in brackets if they may be left out
  options?: Record<string, { type: "string" | "boolean" }>;
  usage?: string; // in place of the arguments and options, if these are too many to list
  does: string;
  details?: string | ((args: string[]) => string); // shown by its own --help
  run(args: string[], options: Values, within: Within): Promise<string | undefined>;
}

/** The password from standard input if --password-stdin is given. */
export async function readPassword(options: Values): Promise<string | undefined> {
  if (!options["password-stdin"]) return undefined;
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}
