import { config } from "../../platform/config/config.ts";
import { db, type SigningKey, type Tx } from "../../platform/db/client.ts";
import type { Warning } from "../former-hosts.ts";
import { storeKey } from "./key-rows.ts";

const dayMs = 86_400_000;
const successorMs = 365 * dayMs; // how long before the end of a CA its successor is created
const handoverMs = 30 * dayMs; // how long before the end the successor begins to sign

/** The CAs whose certificates are valid, the one that signs leaves first. Registries trust all of them. */
export async function trustedCas(tx: Tx = db): Promise<SigningKey[]> {
  const found = await tx.signingKey.findMany({
    where: { kind: "ca", notAfter: { gt: new Date() } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const signer = found.find((ca) => timeLeft(ca) > handoverMs) ?? found.at(-1);
  return signer ? [signer, ...found.filter((ca) => ca !== signer)] : [];
}

/**
 * Creates a CA if there is none, and a successor a year before the newest one ends. Until 30 days before that end the
 * old CA signs, so that there are eleven months in which to give registries the certificates of both.
 */
export async function ensureCa(tx: Tx): Promise<void> {
  const trusted = await trustedCas(tx);
  if (trusted.some((ca) => timeLeft(ca) > successorMs)) return;
  const { makeCa } = await import("./certificates.ts"); // 15 MB that a start seldom needs
  await storeKey(tx, "ca", await makeCa(config.issuer));
  await tx.signingKey.deleteMany({ where: { kind: "ca", notAfter: { lt: new Date() } } });
}

/** Null if the CA that signs has more than a year left. */
export function caWarning([signer]: readonly Pick<SigningKey, "notAfter">[]): Warning | null {
  if (!signer || timeLeft(signer) > successorMs) return null;
  const handover = new Date(signer.notAfter.getTime() - handoverMs);
  return {
    text: `The CA certificate that registries trust ends on ${day(signer.notAfter)}.`,
    next:
      "Its successor is beside it in ca.crt and in the output of bin/portus ca. Give each registry that file as " +
      `rootcertbundle and restart it before ${day(handover)}, when Portus begins to sign with the successor.`,
  };
}

const timeLeft = ({ notAfter }: Pick<SigningKey, "notAfter">) => notAfter.getTime() - Date.now();
const day = (date: Date) => date.toISOString().slice(0, 10);
