import { CommandError } from "../../../platform/command.ts";

/** A file from which nothing can be restored. Nothing was written. */
export class Unusable extends CommandError {
  override name = "Unusable";

  constructor(message: string) {
    super(message, 2);
  }
}

/** The content is not what was written. */
export const damaged = (what: string): Unusable =>
  new Unusable(
    `The backup is damaged or incomplete: ${what}. Use another copy of the file, or an older backup.`,
  );
