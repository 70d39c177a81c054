import type { IncomingMessage } from "node:http";
import { isWellFormed, prefixes } from "../../identity/actor/secrets.ts";
import { hasNul, withoutNul } from "../../platform/db/text.ts";
import { Invalid, SignInRequired } from "../../platform/errors.ts";
import { type Credentials, splitCredentials } from "../../platform/http/basic.ts";
import { parseScopes, type Scope } from "./scope.ts";

/** What a client requests, by GET or POST. */
export interface TokenRequest {
  service: string;
  clientId: string;
  scopes: Scope[] | null; // null: it only checks its credentials, as docker login does
  offline: boolean; // asks for a refresh token
}

export type ClientCredentials =
  | { type: "password"; username: string; secret: string } // or an application token
  | { type: "refresh_token"; secret: string; username?: string }; // with the account, if the client sends it

/** From the query of a GET. `account` is ignored: the account is the one that authenticates. */
export function readQuery(url: string): TokenRequest {
  const mark = url.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
  return { ...readCommon(query), offline: query.get("offline_token") === "true" };
}

/** From the form of a POST (RFC 6749). The credentials are null if the form lacks what its grant_type needs. */
export function readForm(body: string): {
  request: TokenRequest;
  credentials: ClientCredentials | null;
} {
  const form = new URLSearchParams(body);
  const request = { ...readCommon(form), offline: form.get("access_type") === "offline" };
  return { request, credentials: credentialsOfForm(form) };
}

/** Scopes come as repeated parameters, separated by spaces, or both. */
function readCommon(params: URLSearchParams): Omit<TokenRequest, "offline"> {
  return {
    service: params.get("service") ?? "",
    clientId: withoutNul(params.get("client_id") ?? ""),
    scopes: parseScopes([...params.getAll("scope"), ...params.getAll("scope[]")]),
  };
}

function credentialsOfForm(form: URLSearchParams): ClientCredentials | null {
  const type = form.get("grant_type");
  const username = form.get("username");
  const secret = form.get(type === "password" ? "password" : "refresh_token");
  if (!secret || hasNul(secret) || hasNul(username ?? "")) return null;
  if (type === "password") return username ? credentialsOfPair({ username, secret }) : null;
  return type === "refresh_token" ? { type, secret } : null;
}

/** From the Authorization header; null without one. */
export function readAuthorization({
  headers,
}: Pick<IncomingMessage, "headers">): ClientCredentials | null {
  const credentials = readBasic(headers.authorization);
  if (credentials === undefined)
    throw new SignInRequired(
      "The Authorization header is not valid Basic credentials. Send a user name and password as Basic.",
    );
  return credentials;
}

/** Null without credentials, which includes an empty name with an empty password; undefined if they are malformed. */
function readBasic(header: string | undefined): ClientCredentials | null | undefined {
  if (header === undefined) return null;
  const [, encoded] = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header) ?? [];
  if (!encoded) return undefined;

  const text = Buffer.from(encoded, "base64").toString("utf8");
  const given = splitCredentials(text);
  if (!given) return null;
  return hasNul(text) ? undefined : credentialsOfPair(given);
}

/**
 * A user name and a secret, which may be a refresh token: containerd and BuildKit send one with an empty name, credential
 * helpers with the name `<token>`, and some people paste one as their password.
 */
function credentialsOfPair({ username, secret }: Credentials): ClientCredentials {
  if (username === "" || username === "<token>") return { type: "refresh_token", secret };
  return isWellFormed(secret, prefixes.refreshToken)
    ? { type: "refresh_token", secret, username }
    : { type: "password", username, secret };
}

const maxBodyLength = 16 * 1024; // bytes
const maxReadLength = 64 * maxBodyLength;

/** The body of a form, which may arrive in pieces. A body of any other type counts as an empty form. */
export async function readBody(req: IncomingMessage): Promise<string> {
  const type = req.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded *(; *charset="?utf-8"? *)?$/i.test(type)) return "";

  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > maxReadLength) break; // closes the connection
    if (length <= maxBodyLength) chunks.push(chunk); // the rest is read and dropped: the client waits for that
  }
  if (length > maxBodyLength)
    throw new Invalid({ form: "The form is too long. The limit is 16 kB." });
  return Buffer.concat(chunks).toString("utf8");
}

/** Whether the proxy that many hops away is one of ours: Express's `trust proxy`, compiled. */
export type Trusts = (address: string, distance: number) => boolean;

/** The address that a request comes from: the nearest hop that is not a trusted proxy, like Express's `req.ip`. */
export function addressOf(req: IncomingMessage, trusts: Trusts): string {
  let address = req.socket.remoteAddress ?? "";
  const forwarded = req.headers["x-forwarded-for"];
  if (typeof forwarded !== "string") return address;

  let end = forwarded.length;
  let distance = 0;
  while (end > 0 && trusts(address, distance)) {
    const comma = forwarded.lastIndexOf(",", end - 1);
    const hop = forwarded.slice(comma + 1, end).trim();
    end = comma;
    if (hop === "") continue;
    address = hop;
    distance += 1;
  }
  return address;
}
