import { absoluteUrl } from "../../identity/email-links/emails.ts";
import { networkOf } from "../../platform/cidr.ts";
import { config } from "../../platform/config/config.ts";
import { Forbidden } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import { paths } from "../../platform/paths/paths.ts";
import { admitAttempt, ensureAttemptsLeft } from "../../platform/rate-limits.ts";
import { isSetupCode, setupCode } from "../accounts/setup-code.ts";
import { writeSetupFile } from "../accounts/setup-file.ts";

/** Wrong setup codes per network and minute. */
const wrongCodes = {
  name: "setup-code",
  max: 5,
  windowMs: 60 * 1000,
  what: "Too many wrong setup codes.",
  wayOut: "The log and the data directory of Portus have the right one.",
};

/** The first account was asked for without the setup code, or with a wrong one (403). */
export class WrongSetupCode extends Forbidden {
  override name = "WrongSetupCode";
}

/** Refuses a first sign-up without the setup code. The network proves nothing, not even loopback. */
export async function ensureSetupCode(
  given: string,
  { address }: { address: string },
): Promise<void> {
  if (given.trim() === "")
    throw new WrongSetupCode(`The first account needs the setup code. ${place}`);
  const network = networkOf(address);
  if (await isSetupCode(given)) return ensureAttemptsLeft(wrongCodes, network);
  await admitAttempt(wrongCodes, network);
  throw new WrongSetupCode(`This is not the setup code. ${place}`);
}

/** Says in the log, and in the data directory, how to create the first account. */
export async function announceSetup(): Promise<void> {
  const code = await setupCode();
  writeSetupFile(code);
  const how = config.setupCode
    ? `at ${absoluteUrl(paths.signUp())} with the code that PORTUS_SETUP_CODE sets`
    : `here: ${absoluteUrl(paths.signUp(code))}`;
  log.info(`There is no account yet. Create the first one ${how}`);
}

const place =
  "It is in the log of Portus and in the file setup-code of the data directory, unless PORTUS_SETUP_CODE sets it.";
