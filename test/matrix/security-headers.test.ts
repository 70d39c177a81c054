import "../support/settings/https.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { basicOf } from "../protocol/token/token-client.ts";
import { type Given, type Sent, send } from "../support/requests.ts";
import { app, basic, host, requestFor, routes } from "./browser-requests.ts";

const everywhere = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

/** What a page may load, and who may show it within another: what is not listed is forbidden. */
const policy = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "connect-src": "'self'",
  "form-action": "'self'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
  "manifest-src": "'self'",
};

/** The APIs of registries, SCIM and the probes are for programs, and the gate refuses a bad host in plain text. */
const isShown = (path: string, { status }: Sent) =>
  status !== 400 && !/^\/(v1|v2|scim|healthz|readyz|metrics)\b/.test(path);

function assertProtected(sent: Sent, { path }: Given, what = path): void {
  const { headers, status } = sent;
  for (const [name, value] of Object.entries(everywhere))
    assert.equal(headers[name], value, `${what} (${status}): ${name}`);
  assert.match(String(headers["referrer-policy"]), /^(same-origin|no-referrer)$/, what);
  if (!isShown(path, sent)) return;

  const parts = String(headers["content-security-policy"]).split("; ");
  const given = Object.fromEntries(parts.map((it) => it.split(/ (.*)/).slice(0, 2)));
  assert.deepEqual(given, policy, `${what} (${status})`);
  assert.equal(headers["x-frame-options"], "DENY", what);
  assert.match(String(headers["permissions-policy"]), /camera=\(\), microphone=\(\)/, what);
}

describe(`S13: all ${routes.length} routes answer with the security headers, and what browsers show with a content security policy`, () => {
  test("without credentials", async () => {
    for (const route of routes) {
      const given = requestFor(route, {});
      const { cookie: _, authorization: __, ...headers } = given.headers ?? {};
      assertProtected(await send(app, { ...given, headers }), given, route);
    }
  });

  test("to an admin, at every eighth route that shows something", async () => {
    const elsewhere = /\/live$|\/badges\//; // a stream, and pictures for pages of other sites
    const shown = routes.filter((it) => it.startsWith("GET ") && !elsewhere.test(it));
    for (const route of shown.filter((_, number) => number % 8 === 0)) {
      const given = requestFor(route, {});
      assertProtected(await send(app, given), given, route);
    }
  });
});

test("S13: errors have the security headers as well", async () => {
  const json = { ...basic, host, "content-type": "application/json" };
  const errors: Record<string, Given> = {
    "404 of a page": { path: "/nothing" },
    "404 of the API": { path: "/api/v1/nothing" },
    "404 of the registry's API": { path: "/v2/nothing" },
    "404 of search": { path: "/v1/nothing" },
    "404 of an asset": { path: "/assets/nothing.css" },
    "400 of a URL": { path: "/%zz" },
    "400 of a page at a bad host": { path: "/", headers: { host: "a b" } },
    "400 of the API at a bad host": { path: "/api/v1/teams", headers: { host: "a b" } },
    "400 of a token at a bad host": { path: "/v2/token", headers: { host: "a b" } },
    "405 of a page": { path: "/explore", method: "DELETE" },
    "405 of a token": { path: "/v2/token", method: "DELETE" },
    "401 of a token": { path: "/v2/token?service=x", headers: { host, ...basicOf("ada", "no") } },
    "400 of a body": { path: "/api/v1/teams", method: "POST", headers: json, body: "{" },
    "a preflight request": { path: "/api/v1/teams", method: "OPTIONS" },
    "a HEAD": { path: "/healthz", method: "HEAD" },
  };

  for (const [what, given] of Object.entries(errors))
    assertProtected(await send(app, { headers: { host }, ...given }), given, what);
});
