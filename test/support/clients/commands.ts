import { run } from "../processes.ts";
import type { At, Ran } from "./matrix.ts";

/** `localhost:5000/ben/crane` for `localhost:5000/ben/crane:1`. */
export const repositoryOf = (ref: string) => ref.replace(/:[\w.]+$/, "");

/** Runs commands until one fails. */
export function runInOrder({ env }: Pick<At, "env">, ...commands: string[][]): Ran {
  let last: Ran = { status: 0, output: "" };
  for (const command of commands) {
    last = run(command, env);
    if (last.status !== 0) break;
  }
  return last;
}

/** Turns a success whose output does not match into a failure. */
export function expectOutput(text: RegExp, ran: Ran): Ran {
  return text.test(ran.output) ? ran : { ...ran, status: ran.status || 1 };
}

export const loginAs = (host: string) => ["--username", "ben", "--password-stdin", host];
