import type { IncomingMessage } from "node:http";
import { Invalid, SignInRequired } from "../errors.ts";
import { splitCredentials } from "../web/basic.ts";
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
  | { type: "refresh_token"; secret: string };

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
  if (proof === undefined) throw new SignInRequired("Send a user name and a password as Basic.");
  return proof;
}

/**
 * From an Authorization header. Null for no one, as an empty name with an empty password is;
 * undefined for what is no Basic credential, or one without a name.
 */
function readBasic(header: string | undefined): Proof | null | undefined {
  if (header === undefined) return null;
  const [, encoded] = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header) ?? [];
  if (!encoded) return undefined;

  const text = Buffer.from(encoded, "base64").toString("utf8");
  const given = splitCredentials(text);
  if (!given) return null;
  return given.username && !text.includes("\0") ? { type: "password", ...given } : undefined;
}

/** Scopes come as repeated parameters, with spaces between, or both. */
function common(params: URLSearchParams): Omit<TokenRequest, "offline"> {
  return {
    service: params.get("service") ?? "",
    clientId: params.get("client_id") ?? "",
    scopes: parseScopes([...params.getAll("scope"), ...params.getAll("scope[]")]),
  };
}

function proofOf(form: URLSearchParams): Proof | null {
  const type = form.get("grant_type");
  const username = form.get("username");
  const secret = form.get(type === "password" ? "password" : "refresh_token");
  if (!secret || [secret, username].some((text) => text?.includes("\0"))) return null;
  if (type === "password" && username) return { type, username, secret };
  return type === "refresh_token" && form.get("client_id") ? { type, secret } : null;
}
