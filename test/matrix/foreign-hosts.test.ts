import "../support/settings/https.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { send } from "../support/requests.ts";
import { app, header, host, requestFor, routes } from "./browser-requests.ts";

// Registries, their clients and sign-in providers reach Portus by names of their own networks, and prove themselves.
const byPrograms = / \/((scim\/)?v2|oauth)\/|\/oidc\/:slug\/logout$/;
const writes = routes.filter((route) => !route.startsWith("GET ") && !byPrograms.test(route));

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
