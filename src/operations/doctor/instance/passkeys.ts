import {
  type FormerPasskeys,
  formerPasskeys,
} from "../../../identity/second-factor/passkeys/former.ts";
import { config } from "../../../platform/config/config.ts";
import { plural } from "../../../platform/plural.ts";
import { type Check, fine, type Verdict, wrong } from "../check.ts";

/** Browsers bind passkeys to the host of PORTUS_URL. */
export const passkeyChecks = (): Check[] => [
  {
    id: "passkeys.host",
    title: "Passkeys work at the host of PORTUS_URL",
    needs: ["database"],
    run: async () => verdictOn(await formerPasskeys()),
  },
];

function verdictOn({ host, passkeys, people, lockedOut }: FormerPasskeys): Verdict {
  const here = new URL(config.url).hostname;
  if (host === null) return fine(`No passkey belongs to another host than ${here}.`);
  const evidence = `${plural(passkeys, "passkey")} of ${plural(people, "person", "people")} ${passkeys === 1 ? "was" : "were"} added at another host than ${here}, such as ${host}.`;
  if (lockedOut === 0) return fine(`${evidence} Their owners have another factor that works.`);
  return wrong(
    `${evidence} ${plural(lockedOut, "person has", "people have")} no other factor and can sign in only with a recovery code.`,
    "If the host was changed by mistake, set PORTUS_URL back. Otherwise these people sign in with a recovery code and add a passkey at the new host; for those without codes, an admin resets the second factors on the page of the account.",
  );
}
