import { OidcSettings } from "../../../src/identity/providers/oidc/settings.ts";
import type { Provider } from "../../../src/identity/providers/providers.ts";
import { db } from "../../../src/platform/db/client.ts";
import { createScimToken } from "../../../src/tenancy/scim/token.ts";
import { by, makeUser, unique } from "../../support/data/factories.ts";
import { makeProvider } from "../../support/data/providers.ts";

interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a client reads has no types
  body: any;
}

/** What a provider sends with its token. */
export function sender(app: { url: string }, token: string) {
  const request =
    (method: string) =>
    async (path: string, body?: unknown, headers: object = {}): Promise<Answer> => {
      const res = await fetch(`${app.url}/scim/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": "application/scim+json; charset=utf-8" }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await res.text();
      return { status: res.status, headers: res.headers, body: text ? JSON.parse(text) : null };
    };
  return {
    get: request("GET"),
    post: request("POST"),
    put: request("PUT"),
    patch: request("PATCH"),
    delete: request("DELETE"),
  };
}

export type ScimSender = ReturnType<typeof sender>;

interface Given extends Partial<Pick<Provider, "newAccounts" | "trustsEmail">> {
  issuer?: string;
}

/** A provider with SCIM, and what sends for it. */
export async function makeScimProvider(app: { url: string }, { issuer, ...given }: Given = {}) {
  const provider = await makeProvider({ newAccounts: "nobody", ...given });
  const address = issuer ?? "https://login.example.org";
  const settings = OidcSettings.parse({ issuer: address, clientId: "portus" });
  await db.signInProvider.update({ where: { id: provider.id }, data: { settings } });
  const token = await createScimToken(by(await makeUser({ admin: true })), provider);
  return { provider, token, scim: sender(app, token) };
}

const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";

/** A user as both products send one: a name, an address, a key. */
export function scimUser(changes: object = {}) {
  const name = unique("scim");
  return {
    schemas: [userSchema],
    userName: `${name}@example.org`,
    externalId: `key of ${name}`,
    displayName: `Person ${name}`,
    emails: [{ primary: true, type: "work", value: `${name}@example.org` }],
    active: true,
    ...changes,
  };
}

/** A PATCH with these operations. */
export const patchOf = (...Operations: object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations,
});

/** The account of a SCIM user. */
export async function accountOf({ id }: { id: string }) {
  const found = await db.scimUser.findUniqueOrThrow({
    where: { id: Number(id.slice(1)) },
    include: { identity: { include: { user: true } } },
  });
  return found.identity.user;
}
