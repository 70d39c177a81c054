import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { useApp } from "../support/app.ts";
import { rowDigests } from "../support/data/row-digests.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import { address } from "./address.ts";
import { operations } from "./api-table.ts";
import { bodyFor } from "./bodies.ts";
import { apiClients, pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const clients = {
  pages: (await pageClients(app, teams)).adm,
  operations: (await apiClients(app, teams)).adm,
};

const writes = {
  pages: pages.filter(({ route }) => route.startsWith("POST ")),
  operations: operations.filter(({ route }) => /^(POST|PUT|DELETE) \/api\//.test(route)),
};
/** These redirect or refuse before they read the body: for signed-in people, a missing link, or no e-mail server. */
const excluded = [
  "POST /sign-up",
  "POST /new-password",
  "POST /forgotten-password",
  // These ignore them, as their specifications say:
  "POST /sign-in/oidc/:slug/logout",
  "POST /oauth/device",
  "POST /oauth/token",
  "POST /oauth/revoke",
];

/** The requests are an admin's and valid except for one field. */
for (const [kind, rows] of Object.entries(writes))
  describe(`A2: an unknown field is refused and changes nothing: ${kind}`, () => {
    for (const { route } of rows.filter((it) => !excluded.includes(it.route)))
      test(route, async () => {
        const body = { ...bodyFor(route, teams), surprise: "1" };
        const before = await rowDigests();

        const answer = await clients[kind as keyof typeof clients]?.(
          route,
          address(route, teams.north),
          body,
        );

        assert.equal(answer?.code, "422", answer?.text);
        assert.match(answer?.text ?? "", /surprise.* is not a field of this request/);
        assert.deepEqual(await rowDigests(), before);
      });
  });

describe("A2: an unknown query parameter of a change is refused and changes nothing", () => {
  for (const { route } of writes.operations)
    test(route, async () => {
      const before = await rowDigests();

      const path = `${address(route, teams.north)}?new_tem=x`;
      const answer = await clients.operations?.(route, path, bodyFor(route, teams));

      assert.equal(answer?.code, "422", answer?.text);
      assert.match(answer?.text ?? "", /new_tem/);
      assert.deepEqual(await rowDigests(), before);
    });
});

describe("A2: an unknown query parameter of a GET is ignored", () => {
  const reads = operations.filter(({ route }) => /^GET \/api\//.test(route));
  for (const { route, expected } of reads)
    test(route, async () => {
      const path = address(route, teams.north);

      const answer = await clients.operations?.(
        route,
        `${path}${path.includes("?") ? "&" : "?"}surprise=1`,
        {},
      );

      assert.equal(answer?.code, expected.adm, answer?.text);
    });
});

describe("A7: a change without fields is refused and changes nothing", () => {
  const changes = writes.operations.filter((it) => it.route.startsWith("PUT "));
  for (const { route } of changes.filter((it) => !it.route.endsWith("/star")))
    test(route, async () => {
      const before = await rowDigests();

      const answer = await clients.operations?.(route, address(route, teams.north), {});

      assert.equal(answer?.code, "422", answer?.text);
      assert.deepEqual(await rowDigests(), before);
    });
});
