import "../support/settings/https.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { basicOf } from "../protocol/token/token-client.ts";
import { useApp } from "../support/app.ts";
import { password } from "../support/data/factories.ts";
import { makeApplicationToken, makeTwoTeams } from "../support/data/two-teams.ts";
import { type Given, type Sent, send, signInBy } from "../support/requests.ts";
import type { Route } from "../support/routes.ts";
import { address } from "./address.ts";
import { operations } from "./api-table.ts";
import { bodyFor } from "./bodies.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const { header } = await makeApplicationToken(teams.admin);
const [admin = "", secret = ""] = header.split(":");
const form = await signInBy(app, teams.admin);
const basic = basicOf(admin, secret);
const host = "portus.test.lan";
const urlencoded = "application/x-www-form-urlencoded";

const routes = [...pages, ...operations].map(({ route }) => route);
const isForPrograms = (route: Route) => / \/(api\/v1|v1|v2)(\/|$)/.test(route);
const writes = routes.filter((route) => !route.startsWith("GET ") && !/ \/v2\//.test(route));

/** A valid request of an admin for a route: with the token of the form for a page, and Basic for programs. */
function requestFor(route: Route, headers: Record<string, string>): Given {
  const [method = ""] = route.split(" ");
  const fields = isForPrograms(route) ? {} : { _csrf: form.csrf };
  const body = new URLSearchParams({ ...fields, ...bodyFor(route, teams) }).toString();
  const credentials = isForPrograms(route) ? basic : { cookie: form.cookie };
  const path = encodeURI(address(route, teams.north));
  return method === "GET"
    ? { method, path, headers: { host, ...credentials, ...headers } }
    : {
        method,
        path,
        headers: { host, "content-type": urlencoded, ...credentials, ...headers },
        body,
      };
}

const everywhere = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

function assertProtected({ headers, status }: Sent, what: string): void {
  for (const [name, value] of Object.entries(everywhere))
    assert.equal(headers[name], value, `${what} (${status}): ${name}`);
  assert.match(String(headers["referrer-policy"]), /^(same-origin|no-referrer)$/, what);
}

describe(`S13: all ${routes.length} routes answer with the security headers`, () => {
  test("without credentials", async () => {
    for (const route of routes) {
      const { cookie: _, authorization: __, ...headers } = requestFor(route, {}).headers ?? {};
      assertProtected(await send(app, { ...requestFor(route, {}), headers }), route);
    }
  });

  test("to an admin, at every eighth route that shows something", async () => {
    const shown = routes.filter((it) => it.startsWith("GET ") && it !== "GET /live");
    for (const route of shown.filter((_, number) => number % 8 === 0))
      assertProtected(await send(app, requestFor(route, {})), route);
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
    assertProtected(await send(app, { headers: { host }, ...given }), what);
});

describe(`S13: a foreign Host is refused by all ${writes.length} routes that change something`, () => {
  for (const route of writes)
    test(route, async () => {
      const { status, text, headers } = await send(
        app,
        requestFor(route, { host: "evil.example:3000" }),
      );

      assert.equal(status, 403);
      assert.match(text, /Portus accepts changes only at its own host names/);
      assert.ok(!JSON.stringify([text, headers]).includes("evil.example"));
    });
});

test("S13: forms are accepted at the hosts of Portus, of the registry, of PORTUS_HOSTS and at loopback", async () => {
  const own = [
    "portus.test.lan",
    "Portus.Test.LAN:8443",
    "portus.test.lan.",
    "registry.test.lan:5000",
    "portus.internal",
    "10.1.2.3:3000",
    "localhost:3000",
    "app.localhost",
    "127.0.0.1:8080",
    "127.8.9.10",
    "[::1]:3000",
  ];
  for (const host of own) {
    const { status } = await send(app, { ...requestFor("POST /theme", { host }) });
    assert.equal(status, 303, host);
  }
});

test("S13: names that only look like own ones are foreign", async () => {
  const foreign = [
    "portus.test.lan.evil.example",
    "evilportus.test.lan",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.evil.example",
    "10.1.2.4",
    "0.0.0.0",
    "[::2]:3000",
  ];
  for (const host of foreign) {
    const { status } = await send(app, { ...requestFor("POST /theme", { host }) });
    assert.equal(status, 403, host);
  }
});

test("S13: a bad Host is 400 at every entry point, and never reflected", async () => {
  const bad = [
    "",
    "a b",
    "evil.example/<script>",
    "evil@portus.test.lan",
    "a:99999",
    "[zz]",
    "[1::2",
    "-x",
    "x".repeat(300),
    "ü.example",
  ];
  for (const path of [
    "/",
    "/api/v1/teams",
    "/v2/token",
    "/v2/_catalog",
    "/v1/search",
    "/assets/app.css",
    "/healthz",
  ])
    for (const host of bad) {
      const { status, text, headers } = await send(app, { path, headers: { host } });

      assert.equal(status, 400, `${path} at ${host}`);
      assert.match(text, /The Host header is not a valid host name/);
      if (host)
        assert.ok(!JSON.stringify([text, headers]).includes(host), `${path} reflects ${host}`);
    }
});

test("S13: two Host headers are 400", async () => {
  const { status } = await send(app, { path: "/", headers: { host: [host, "evil.example"] } });

  assert.equal(status, 400);
});

test("S13: the host of a whole URL counts, not that of the header", async () => {
  const given = requestFor("POST /theme", {});

  assert.equal((await send(app, { ...given, path: "http://evil.example/theme" })).status, 403);
  assert.equal((await send(app, { ...given, path: `https://${host}/theme` })).status, 303);
});

test("S13: links to the pages of a list lead to Portus, not to a foreign Host", async () => {
  const linkAt = async (host: string) => {
    const path = "/api/v1/teams?per_page=1";
    return (
      (
        await send(app, { path, headers: { host, "portus-auth": header } })
      ).headers.link?.toString() ?? ""
    );
  };

  assert.match(await linkAt("evil.example"), /^<https:\/\/portus\.test\.lan\/api\/v1\/teams\?/);
  assert.match(await linkAt("portus.internal"), /^<http:\/\/portus\.internal\/api\/v1\/teams\?/);
});

describe("S13: several Authorization headers are 400 everywhere", () => {
  for (const route of routes)
    test(route, async () => {
      const given = requestFor(route, {});
      const authorization = [basic.authorization ?? "", "Basic YTpi"];
      const answer = await send(app, { ...given, headers: { ...given.headers, authorization } });

      assert.equal(answer.status, 400);
      assert.match(answer.text, /one Authorization header/);
    });
});

const foreign: Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://portus.test.lan", "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { origin: "https://portus.test.lan:8443" },
  { origin: "https://evil.example", host: "evil.example" },
];
const forPrograms = routes.filter(isForPrograms);

describe("S6: Basic is refused if a page of another site sent the request", () => {
  for (const headers of foreign)
    test(`at all ${forPrograms.length} routes for programs: ${JSON.stringify(headers)}`, async () => {
      for (const route of forPrograms) {
        const { status } = await send(app, requestFor(route, headers));
        assert.equal(status, 403, route);
      }
    });

  test("no account is created by a form of another site, and the answer says what to send instead", async () => {
    const body = new URLSearchParams({
      username: "mallory",
      email: "m@evil.example",
      password,
      admin: "true",
    });
    const headers = { host, ...basic, "content-type": urlencoded, origin: "https://evil.example" };
    const answer = await send(app, {
      method: "POST",
      path: "/api/v1/users",
      headers,
      body: `${body}`,
    });

    assert.equal(answer.status, 403);
    assert.match(JSON.parse(answer.text).error, /header Portus-Auth instead/);
    assert.equal(await db.user.count({ where: { username: "mallory" } }), 0);
  });
});

test("S6: Basic works for programs and for pages of Portus itself, and Portus-Auth from anywhere", async () => {
  const path = "/api/v1/teams";
  const own = [
    {},
    { origin: "https://portus.test.lan" },
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ];
  for (const headers of own)
    assert.equal((await send(app, { path, headers: { host, ...basic, ...headers } })).status, 200);

  const headers = {
    host,
    "portus-auth": header,
    origin: "https://tools.example",
    "sec-fetch-site": "cross-site",
  };
  assert.equal((await send(app, { path, headers })).status, 200);
});

describe("S6: browsers are never challenged for Basic, so that they keep no credentials", () => {
  const browsers: Record<string, string>[] = [
    { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" },
    { "sec-fetch-site": "none" },
    { origin: "https://portus.test.lan" },
  ];
  const challengeOf = async (route: Route, headers: Record<string, string>) => {
    const given = requestFor(route, {});
    const wrong = / \/v2\/token/.test(route) ? basicOf("ada", "wrong") : {};
    const answer = await send(app, { ...given, headers: { host, ...wrong, ...headers } });
    return [answer.status, answer.headers["www-authenticate"] ?? ""] as const;
  };
  const challenged = forPrograms.filter(
    (route) => !/ \/v2\/(\*|_|webhooks)/.test(route) && route.startsWith("GET "),
  );

  test(`at ${challenged.length} routes`, async () => {
    let seen = 0;
    for (const route of challenged) {
      const [status, challenge] = await challengeOf(route, {});
      if (status !== 401) continue;
      seen += 1;
      assert.match(challenge, /^Basic realm="/, route);
      for (const headers of browsers) {
        const [again, other] = await challengeOf(route, headers);
        assert.equal(again, 401, route);
        assert.match(other, /^Portus-Auth realm="/, route);
      }
    }
    assert.ok(seen > 40, `only ${seen} routes challenge`);
  });
});
