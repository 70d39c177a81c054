import { verify, X509Certificate } from "node:crypto";
import { config } from "../../platform/config/config.ts";
import { plural } from "../../platform/plural.ts";
import type { Access } from "../../registry/signing/token.ts";
import type { Decoded } from "./decoded.ts";

/** One thing that a registry checks in a token. */
export interface Check {
  claim: string;
  value: string;
  ok: boolean;
  says: string;
}

/** What a registry of this Portus accepts. */
export interface Accepted {
  services: readonly string[];
  roots: readonly X509Certificate[];
  now: Date;
}

const skewSeconds = 10; // as verifyToken()

/** Checks each claim of a token as a registry of this Portus would. All are right if and only if it accepts the token. */
export function checkToken(token: Decoded, accepted: Accepted): Check[] {
  return [
    checkSignature(token, accepted),
    checkIssuer(token),
    checkService(token, accepted),
    checkEnd(token, accepted),
    checkBeginning(token, accepted),
  ];
}

function checkSignature({ header, signed, signature }: Decoded, { roots, now }: Accepted): Check {
  const check = { claim: "Signature", value: header.alg };
  const wrong = (says: string) => ({ ...check, ok: false, says });
  if (header.alg !== "ES256")
    return wrong("This Portus signs with ES256. Another service made this token.");
  const leaf = header.x5c.length === 1 ? certificateIn(header.x5c[0]) : null;
  if (!leaf) return wrong("It has no certificate (x5c). Another service made this token.");
  if (leaf.ca || !roots.some((root) => leaf.checkIssued(root) && leaf.verify(root.publicKey)))
    return wrong(
      "The CA of its certificate is not one of this Portus: another Portus made this token, or it is from before a restore of the database.",
    );
  if (now < new Date(leaf.validFrom) || now > new Date(leaf.validTo))
    return wrong(`Its certificate was valid from ${leaf.validFrom} to ${leaf.validTo}.`);
  const key = { key: leaf.publicKey, dsaEncoding: "ieee-p1363" } as const;
  if (!verify("sha256", Buffer.from(signed), key, signature))
    return wrong("The signature does not fit: the token was changed, or cut when it was copied.");
  return { ...check, ok: true, says: "This Portus signed it, and nothing was changed." };
}

function certificateIn(base64 = ""): X509Certificate | null {
  try {
    return new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    return null;
  }
}

function checkIssuer({ claims }: Decoded): Check {
  const ok = claims.iss === config.issuer;
  const says = ok
    ? "It is the issuer that registries of this Portus expect."
    : `Registries of this Portus expect ${config.issuer} (PORTUS_ISSUER, and auth.token.issuer of the registry).`;
  return { claim: "Issuer (iss)", value: claims.iss, ok, says };
}

function checkService({ claims }: Decoded, { services }: Accepted): Check {
  const value = [claims.aud].flat().join(", ");
  const ok = typeof claims.aud === "string" && services.includes(claims.aud);
  const says = ok
    ? "It is for a registry of this Portus. Another registry refuses it."
    : `This Portus knows: ${services.join(", ")}. The registry's auth.token.service must be one of them.`;
  return { claim: "Service (aud)", value, ok, says };
}

function checkEnd({ claims }: Decoded, { now }: Accepted): Check {
  const ok = claims.exp > seconds(now) - skewSeconds;
  const says = ok
    ? `It is valid for another ${agoOf(claims.exp - seconds(now))}.`
    : `It ended ${agoOf(seconds(now) - claims.exp)} ago. Clients ask for a new one by themselves: if yours does not, its clock or the registry's is wrong.`;
  return { claim: "Ends (exp)", value: timeOf(claims.exp), ok, says };
}

function checkBeginning({ claims }: Decoded, { now }: Accepted): Check {
  const ok = claims.nbf <= seconds(now) + skewSeconds;
  const says = ok
    ? "It is already valid."
    : `It begins in ${agoOf(claims.nbf - seconds(now))}: the clock of the machine that signed it is ahead of this one.`;
  return { claim: "Begins (nbf)", value: timeOf(claims.nbf), ok, says };
}

const seconds = (date: Date) => date.getTime() / 1000;

function timeOf(time: number): string {
  const date = new Date(time * 1000);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

function agoOf(given: number): string {
  const whole = Math.min(Math.max(0, Math.round(given)), 10_000_000_000); // a token may name any time
  return whole < 120 ? plural(whole, "second") : plural(Math.round(whole / 60), "minute");
}

/** The actions of the needed scopes that a token does not have. */
export function missingFrom(granted: readonly Access[], needed: readonly Access[]): Access[] {
  return needed.flatMap((scope) => {
    const has = granted
      .filter(({ type, name }) => type === scope.type && name === scope.name)
      .flatMap(({ actions }) => actions);
    const missing = scope.actions.filter((action) => !has.includes(action) && !has.includes("*"));
    return missing.length > 0 ? [{ ...scope, actions: missing }] : [];
  });
}
