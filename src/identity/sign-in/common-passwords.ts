import { dictionary } from "@zxcvbn-ts/language-common";

const common = new Set<string | number>(dictionary["passwords-common"]);

/** Whether a password is one of the 49,000 that guessers try first, in upper or lower case. */
export function isCommonPassword(password: string): boolean {
  return common.has(password.normalize("NFC").toLowerCase());
}
