import { isWellFormed, prefixes } from "../../identity/actor/secrets.ts";
import { splitCredentials } from "../../platform/http/basic.ts";
import { type KnownMessage, knownMessageIn } from "./messages.ts";

/** What somebody pasted: a token, credentials, what a registry demands, or what a client printed. */
export type Pasted =
  | { kind: "token"; token: string }
  | { kind: "credentials"; username: string; secret: Secret }
  | { kind: "secret"; secret: Secret }
  | { kind: "challenge"; challenge: Challenge }
  | { kind: "message"; message: KnownMessage | null };

export interface Secret {
  text: string;
  is: "application token" | "refresh token" | "password" | "nothing";
  /** Whether its checksum is right. A password has none. */
  intact: boolean;
}

/** What a registry demands in WWW-Authenticate (RFC 6750, section 3). */
export interface Challenge {
  realm: string;
  service: string;
  scope: string;
  error: string;
}

/** Finds the most telling part of a text: a token before credentials, a challenge, a secret, and a known message. */
export function readPasted(text: string): Pasted {
  const token = tokenIn(text);
  if (token) return { kind: "token", token };
  const given = credentialsIn(text);
  if (given) return { kind: "credentials", ...given, secret: secretOf(given.secret) };
  const challenge = /\bbearer {1,9}\w{1,20}="/i.exec(text);
  if (challenge) return { kind: "challenge", challenge: challengeOf(text.slice(challenge.index)) };
  const secret = /\b(?:ptk|prt)_\w+/.exec(text)?.[0];
  if (secret) return { kind: "secret", secret: secretOf(secret) };
  return { kind: "message", message: knownMessageIn(text) };
}

/** A terminal may have broken the token into lines. */
function tokenIn(text: string): string | undefined {
  const whole = text.startsWith("ey") ? text.split(/\s/).join("") : text;
  return /\bey[\w-]{8,16384}\.[\w-]{2,16384}\.[\w-]*/.exec(whole)?.[0];
}

/** An `Authorization: Basic` header, or the same text as docker keeps it in its config.json. */
function credentialsIn(text: string) {
  const encoded =
    /\bbasic +([a-z0-9+/=_-]{4,})/i.exec(text)?.[1] ?? /"auth" *: *"([^"]+)"/.exec(text)?.[1];
  const decoded = Buffer.from(encoded ?? "", "base64").toString("utf8");
  return decoded.includes(":") ? splitCredentials(decoded) : null; // "basic auth" is not a header
}

function secretOf(text: string): Secret {
  if (text.startsWith(prefixes.applicationToken))
    return {
      text,
      is: "application token",
      intact: isWellFormed(text, prefixes.applicationToken),
    };
  if (text.startsWith(prefixes.refreshToken))
    return { text, is: "refresh token", intact: isWellFormed(text, prefixes.refreshToken) };
  return { text, is: text === "" ? "nothing" : "password", intact: true };
}

const names = ["realm", "service", "scope", "error"];

function challengeOf(text: string): Challenge {
  const parameters = new Map(
    [...text.matchAll(/\b([a-z]{1,20})="([^"]{0,2000})"/g)].map(([, name, value]) => [name, value]),
  );
  const [realm = "", service = "", scope = "", error = ""] = names.map((it) => parameters.get(it));
  return { realm, service, scope, error };
}
