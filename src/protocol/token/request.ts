import type { IncomingMessage } from "node:http";
import { isWellFormed, prefixes } from "../../identity/actor/secrets.ts";
import { Invalid, SignInRequired } from "../../platform/errors.ts";
import { type Credentials, splitCredentials } from "../../platform/http/basic.ts";
import { parseScopes, type Scope } from "./scope.ts";

/** What a client asks for, whichever way it asks. */
export interface TokenRequest {
  service: string;
  clientId: string;
  scopes: Scope[] | null; // null: only a proof of who is asking, as docker login wants
  offline: boolean; // wants a refresh token
}

/** What a client shows to say who it is. */
export type Proof =
  | { type: "password"; username: string; secret: string } // or an application token
  | { type: "refresh_token"; secret: string; username?: string }; // names its account, if the client says one

/** From the query of a GET. `account` is not read: who is asking is who proved it. */
export function readQuery(url: string): TokenRequest {
  const mark = url.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
  return { ...common(query), offline: query.get("offline_token") === "true" };
}

/** From the form of a POST (RFC 6749). No proof when the form lacks what its grant_type needs. */
export function readForm(body: string): { request: TokenRequest; proof: Proof | null } {
  const form = new URLSearchParams(body);
  const request = { ...common(form), offline: form.get("access_type") === "offline" };
  return { request, proof: proofOf(form) };
}

/** From the Authorization header. Several are refused: which one counts would be for the attacker to choose. */
export function readProof({ rawHeaders, headers }: IncomingMessage): Proof | null {
  let seen = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 13 && rawHeaders[at]?.toLowerCase() === "authorization")
      seen += 1;
  if (seen > 1) throw new Invalid({ form: "Send one Authorization header, not several." });

  const proof = readBasic(headers.authorization);
  if (proof === undefined)
    throw new SignInRequired(
      "The Authorization header is not valid Basic credentials. Send a user name and password as Basic.",
    );
  return proof;
}

/** Null without credentials, as an empty name with an empty password is; undefined if it is not a Basic credential. */
function readBasic(header: string | undefined): Proof | null | undefined {
  if (header === undefined) return null;
  const [, encoded] = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header) ?? [];
  if (!encoded) return undefined;

  const text = Buffer.from(encoded, "base64").toString("utf8");
  const given = splitCredentials(text);
  if (!given) return null;
  return text.includes("\0") ? undefined : proofOfPair(given);
}

/**
 * A name and a secret. containerd and BuildKit send a refresh token with an empty name, credential helpers call it
 * `<token>`, and some people paste it as their password.
 */
function proofOfPair({ username, secret }: Credentials): Proof {
  if (username === "" || username === "<token>") return { type: "refresh_token", secret };
  return isWellFormed(secret, prefixes.refreshToken)
    ? { type: "refresh_token", secret, username }
    : { type: "password", username, secret };
}

/** Scopes come as repeated parameters, with spaces between, or both. */
function common(params: URLSearchParams): Omit<TokenRequest, "offline"> {
  return {
    service: params.get("service") ?? "",
    clientId: (params.get("client_id") ?? "").replaceAll("\0", ""), // the database stores no NUL
    scopes: parseScopes([...params.getAll("scope"), ...params.getAll("scope[]")]),
  };
}

function proofOf(form: URLSearchParams): Proof | null {
  const type = form.get("grant_type");
  const username = form.get("username");
  const secret = form.get(type === "password" ? "password" : "refresh_token");
  if (!secret || [secret, username].some((text) => text?.includes("\0"))) return null;
  if (type === "password") return username ? proofOfPair({ username, secret }) : null;
  return type === "refresh_token" ? { type, secret } : null;
}

const maxBodyLength = 16 * 1024; // bytes
const maxReadLength = 64 * maxBodyLength;

/** The form in a request, which may arrive in pieces. A body of any other type counts as an empty form. */
export async function readBody(req: IncomingMessage): Promise<string> {
  const type = req.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded *(; *charset="?utf-8"? *)?$/i.test(type)) return "";

  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > maxReadLength) break; // closes the connection
    if (length <= maxBodyLength) chunks.push(chunk); // the rest is read and dropped, so that the client gets its answer
  }
  if (length > maxBodyLength)
    throw new Invalid({ form: "The form is too long. The limit is 16 kB." });
  return Buffer.concat(chunks).toString("utf8");
}

/** Whether a proxy at a distance (in hops) is one of ours: Express's `trust proxy`, compiled. */
export type Trusts = (address: string, distance: number) => boolean;

/** The address that a request comes from: the nearest hop that is not a trusted proxy, like Express's `req.ip`. */
export function addressOf(req: IncomingMessage, trusts: Trusts): string {
  let address = req.socket.remoteAddress ?? "";
  const forwarded = req.headers["x-forwarded-for"];
  if (typeof forwarded !== "string") return address;

  const hops = forwarded.split(/ *, */).reverse();
  for (const [distance, hop] of hops.entries()) {
    if (!trusts(address, distance)) return address;
    address = hop;
  }
  return address;
}
