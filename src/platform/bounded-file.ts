import { closeSync, openSync, readSync } from "node:fs";
import { CommandError } from "./command.ts";
import { errorMessage } from "./error-fields.ts";

/** The text of a file that a command was given. Throws CommandError if it can't be read or is larger than `max` bytes. */
export function readTextFile(file: string, max: number, what: string): string {
  const start = startOf(file, max);
  if (start.length > max)
    throw cannotRead(`${file} has more than ${max / 1_000_000} MB, so it is not ${what}.`);
  return start.toString();
}

export const cannotRead = (message: string) => new CommandError(message, 2);

/** At most a byte more than the limit: a device or a pipe need not end. */
function startOf(file: string, max: number): Buffer {
  try {
    const descriptor = openSync(file, "r");
    const start = Buffer.alloc(max + 1);
    try {
      let length = 0;
      for (let read = 1; read > 0 && length < start.length; length += read)
        read = readSync(descriptor, start, length, start.length - length, null);
      return start.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw cannotRead(`${file} can't be read: ${errorMessage(error)}. Check the path.`);
  }
}
