import { errorCode, errorMessage } from "../../platform/error-fields.ts";
import { plural } from "../../platform/plural.ts";
import { type Certificate, certificateAt } from "../../registry/client/certificate.ts";
import { fine, unchecked, type Verdict, wrong } from "./check.ts";

interface Asked {
  url: string;
  ca?: string | null; // trusted instead of the machine's CAs
  pin?: string | null; // the fingerprint of the only certificate that is trusted
  cures: Cures;
}

/** What to do about a certificate: the sentence, and the lines to paste. */
export interface Cures {
  unknownCa: [string, ...string[]];
  otherName: (names: string[]) => [string, ...string[]];
  ended: [string, ...string[]];
  noTls: [string, ...string[]];
}

const soonMs = 14 * 86_400_000;

/** Whether clients that verify certificates can connect to an address. */
export async function checkTls({ url, ca = null, pin = null, cures }: Asked): Promise<Verdict> {
  const { protocol, host } = new URL(url);
  if (protocol === "http:") return fine(`${host} is reached over http, without a certificate.`);
  try {
    const found = await certificateAt(url, { ca });
    const isPinned = found.fingerprint === pin;
    if (pin && !isPinned)
      return wrong(`${host} has another certificate than the pinned one.`, ...cures.unknownCa);
    return isPinned && !ca
      ? fine(`${host} has the pinned certificate.`)
      : verdictOn(found, host, cures);
  } catch (error) {
    return /SSL|EPROTO|TLS/.test(errorCode(error))
      ? wrong(`${host} does not speak TLS: ${errorMessage(error)}.`, ...cures.noTls)
      : unchecked(`there is no connection to ${host}: ${errorMessage(error)}.`);
  }
}

/** Of the names of a certificate, one that an address can have. */
export const usableName = (names: readonly string[]): string | undefined =>
  names.find((name) => name && !name.startsWith("*"));

/** Whether a request failed because of a certificate, which the check of TLS explains. */
export const isTlsProblem = (error: unknown): boolean =>
  /CERT|SSL|TLS|SIGNED|EPROTO|SIGNATURE|ISSUER/.test(errorCode(error));

function verdictOn(found: Certificate, host: string, cures: Cures): Verdict {
  const { problem, issuer, names, validTo } = found;
  const end = validTo.toISOString().slice(0, 10);
  if (problem === "ERR_TLS_CERT_ALTNAME_INVALID")
    return wrong(
      `The certificate of ${host} is for other names: ${names.join(", ")}.`,
      ...cures.otherName(names),
    );
  if (problem === "CERT_HAS_EXPIRED")
    return wrong(`The certificate of ${host} ended on ${end}.`, ...cures.ended);
  if (problem)
    return wrong(
      `The certificate of ${host} is signed by “${issuer}”, which this machine does not trust (${problem}).`,
      ...cures.unknownCa,
    );
  const left = validTo.getTime() - Date.now();
  if (left < soonMs)
    return wrong(
      `The certificate of ${host} ends on ${end}, in ${plural(Math.floor(left / 86_400_000), "day")}.`,
      ...cures.ended,
    );
  return fine(`The certificate of ${host} is signed by “${issuer}” and ends on ${end}.`);
}
