import "../support/settings/https.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { basicOf } from "../protocol/token/token-client.ts";
import { password } from "../support/data/factories.ts";
import { send } from "../support/requests.ts";
import type { Route } from "../support/routes.ts";
import {
  app,
  basic,
  forPrograms,
  header,
  host,
  requestFor,
  routes,
  urlencoded,
} from "./browser-requests.ts";

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
