import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { beforeEach } from "node:test";
import jwt from "jsonwebtoken";
import { caCertificate, ensureKeys } from "../../../src/registry/signing/keys.ts";
import type { Access } from "../../../src/registry/signing/token.ts";
import { useApp } from "../../support/app.ts";
import { makeRegistry, password } from "../../support/data/factories.ts";

export const service = "registry.test.lan:5000";

export interface Answer {
  status: number;
  headers: Headers;
  body: {
    token?: string;
    access_token?: string;
    expires_in?: number;
    refresh_token?: string;
    scope?: string;
    errors?: { code: string; message: string }[];
  };
}

export type Fields = [name: string, value: string][];

/** The application with signing keys and a registry, and a client of its token endpoint. */
export async function useTokenEndpoint() {
  const app = await useApp();
  beforeEach(async () => {
    await ensureKeys();
    await makeRegistry();
  });
  return { app, tokenClient: client(app) };
}

export function basicOf(username: string, secret: string = password): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}` };
}

/** A client of the registry that requests tokens as docker (GET) and containerd (POST) do. */
export function client(app: { url: string }) {
  async function request(path: string, init: RequestInit = {}): Promise<Answer> {
    const res = await fetch(app.url + path, { redirect: "manual", ...init });
    const text = await res.text();
    return { status: res.status, headers: res.headers, body: text ? JSON.parse(text) : {} };
  }

  return {
    request,
    /** With a user, by their password unless another secret is given. */
    get(fields: Fields, user?: { username: string }, secret?: string): Promise<Answer> {
      const headers = user ? basicOf(user.username, secret) : {};
      return request(`/v2/token?${new URLSearchParams([["service", service], ...fields])}`, {
        headers,
      });
    },
    post(fields: Fields): Promise<Answer> {
      const body = new URLSearchParams([["service", service], ...fields]);
      return request("/v2/token", { method: "POST", body });
    },
    /** What someone is granted of a scope. */
    async access(scope: string, user?: { username: string }, secret?: string) {
      const answer = await this.get([["scope", scope]], user, secret);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return claimsOf(answer).access;
    },
  };
}

/** The claims of an answer's token, verified as the registry does: leaf by CA, signature by leaf. */
export function claimsOf({ body }: Answer) {
  const token = body.token ?? "";
  const { header } = jwt.decode(token, { complete: true }) ?? {};
  assert.ok(Array.isArray(header?.x5c));
  const leaf = new X509Certificate(Buffer.from(header.x5c[0] ?? "", "base64"));
  assert.ok(leaf.verify(new X509Certificate(caCertificate()).publicKey));
  const claims = jwt.verify(token, leaf.publicKey, { algorithms: ["ES256"] });
  return claims as jwt.JwtPayload & { access?: Access[] };
}

export const byPassword = (username: string, secret: string = password): Fields => [
  ["client_id", "containerd-client"],
  ["grant_type", "password"],
  ["username", username],
  ["password", secret],
];

export const byRefreshToken = (secret: string, clientId = "containerd-client"): Fields => [
  ["client_id", clientId],
  ["grant_type", "refresh_token"],
  ["refresh_token", secret],
];

/** The refresh token of a client that signed in with the password. */
export async function signedIn(
  containerd: ReturnType<typeof client>,
  username: string,
): Promise<string> {
  const answer = await containerd.post([...byPassword(username), ["access_type", "offline"]]);
  assert.ok(answer.body.refresh_token);
  return answer.body.refresh_token;
}
