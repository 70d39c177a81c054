import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { includesScope } from "../../src/identity/actor/policy.ts";
import { endpoints } from "../../src/main/api.ts";
import type { ApplicationToken, User } from "../../src/platform/db/client.ts";
import { pool } from "../../src/platform/db/client.ts";
import type { Endpoint } from "../../src/platform/http/api/endpoint.ts";
import { type Scope, scopes } from "../../src/platform/http/api/scopes.ts";
import { useApp } from "../support/app.ts";
import { makeApplicationToken, makeTwoTeams, snapshotRows } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { address } from "./address.ts";
import { operations } from "./api-table.ts";
import { bodyFor } from "./bodies.ts";

const app = await useApp();
const teams = await makeTwoTeams();

const full: Scope[] = ["registry", "api:write", "admin"];
const inADay = new Date(Date.now() + 86_400_000);
const loopback = ["127.0.0.0/8", "::1/128"];

/** Application tokens of each kind. Sets of scopes are without limits; the others have full access within theirs. */
const kinds: Record<string, Partial<ApplicationToken>> = {
  ...Object.fromEntries(scopes.map((scope) => [scope, { scopes: [scope] }])),
  expiring: { scopes: full, expiresAt: inADay },
  "address-bound": { scopes: full, addresses: loopback },
  "limited to other repositories": { scopes: full, patterns: ["elsewhere/**"] },
  "limited to pull": { scopes: full, actions: ["pull"] },
};
const people: Record<string, User> = { "an owner": teams.north.owner, "an admin": teams.admin };

const headers: Record<string, string> = {};
for (const [person, user] of Object.entries(people))
  for (const [kind, given] of Object.entries(kinds))
    headers[`${person} ${kind}`] = (await makeApplicationToken(user, given)).header;
const restore = await snapshotRows();

async function send({ method, path }: Endpoint, header: string) {
  const route = `${method.toUpperCase()} /api/v1${path}` as Route;
  const body = method === "get" ? null : new URLSearchParams(bodyFor(route, teams));
  const res = await fetch(app.url + address(route, teams.north), {
    method: method.toUpperCase(),
    headers: { "portus-auth": header, "accept-encoding": "identity" },
    body,
  });
  return { status: res.status, text: await res.text() };
}

/** Everything that lets somebody in. A role includes the lower ones, and a visibility the narrower ones. */
const accessFacts = `
  SELECT concat('password ', id, ' ', password_hash) AS fact FROM users
  UNION ALL SELECT concat('links go to ', email) FROM users
  UNION ALL SELECT concat('admin ', id) FROM users WHERE admin
  UNION ALL SELECT concat('enabled ', id) FROM users WHERE disabled_at IS NULL
  UNION ALL SELECT concat(lower, ' ', user_id, ' in team ', team_id)
    FROM memberships, unnest(enum_range(NULL, role)) lower
  UNION ALL SELECT concat(lower, ' ', user_id, ' in repository ', repository_id)
    FROM repository_memberships, unnest(enum_range(NULL, role)) lower
  UNION ALL SELECT concat(lower, ' namespace ', id)
    FROM namespaces, unnest(enum_range(NULL, visibility)) lower
  UNION ALL SELECT concat('namespace ', id, ' of team ', team_id) FROM namespaces
  UNION ALL SELECT concat(lower, ' repository ', id)
    FROM repositories, unnest(enum_range(NULL, visibility)) lower
  UNION ALL SELECT concat('token ', id, ' ', hash, ' ', expires_at, scopes, patterns, actions, addresses)
    FROM application_tokens
  UNION ALL SELECT concat('client ', id) FROM refresh_tokens
  UNION ALL SELECT concat('session ', sid) FROM sessions
  UNION ALL SELECT concat('link ', id) FROM emailed_links
  UNION ALL SELECT concat('webhook ', id, ' ', url) FROM webhooks WHERE disabled_at IS NULL
  UNION ALL SELECT concat('registry ', id, ' ', url, ' ', hostname) FROM registries`;

async function access(): Promise<string[]> {
  const { rows } = await pool.query<{ fact: string }>(accessFacts);
  return rows.map(({ fact }) => fact);
}

const before = new Set(await access());

/** What lets somebody in and did not before. The person who asks may found a team: that lets in nobody else. */
async function given({ id }: User): Promise<string[]> {
  const own = new RegExp(`^\\w+ ${id} in team `);
  return (await access()).filter((fact) => !before.has(fact) && !own.test(fact));
}

const secret = /plain_token|"secret"|"link"|p[a-z]{2}_[0-9A-Za-z]{20}/;

describe(`S4: a token may do no more than its scopes, at all ${endpoints.length} operations`, () => {
  for (const scope of scopes)
    for (const [person, user] of Object.entries(people))
      test(`${person} with a token for ${scope}`, async () => {
        const refused = endpoints.filter((it) => it.scope && !includesScope([scope], it.scope));
        const header = headers[`${person} ${scope}`] ?? assert.fail();

        const answers = await Promise.all(
          refused.map(async (it) => [await send(it, header), `${it.method} ${it.path}`] as const),
        );

        for (const [{ status }, operation] of answers) assert.equal(status, 403, operation);
        assert.deepEqual(await given(user), []);
      });
});

const open = endpoints.filter(({ caller }) => caller === "anyone");

describe(`a token is refused by none of the ${open.length} operations that need no credentials`, () => {
  for (const kind of Object.keys(kinds))
    for (const person of Object.keys(people))
      test(`${person} with a token: ${kind}`, async () => {
        const header = headers[`${person} ${kind}`] ?? assert.fail();
        for (const endpoint of open) {
          const { path, answer } = endpoint;
          const { status } = await send(endpoint, header);
          assert.equal(status, endpoint.method === "get" ? answer.status : 400, path); // set up already
        }
        await restore();
      });
});

/** Operations of users that the matrix calls for another account, with a body that only admins may send. */
const alsoForOneself = ["PUT /api/v1/users/:id"];

test("every operation that refuses all but admins needs the scope admin, which its document names", () => {
  const others = ["any", "view", "cont", "own", "bot"];
  const refusesOthers = ({ method, path }: Endpoint) => {
    const route = `${method.toUpperCase()} /api/v1${path}`;
    const row = operations.find((it) => it.route === route) ?? assert.fail(route);
    const codes = others.map((who) => row.expected[who]);
    return (
      codes.every((code) => code === "403" || code === "404") && !alsoForOneself.includes(route)
    );
  };
  const ofAdmins = endpoints.filter(refusesOthers).map(({ method, path }) => `${method} ${path}`);
  const declared = endpoints.filter(({ scope }) => scope === "admin");

  assert.deepEqual(
    ofAdmins,
    declared.map(({ method, path }) => `${method} ${path}`),
  );
});

/** What is deleted first could not be changed by other operations any more. */
const deletes = ({ method, path }: Endpoint) => method === "delete" || path.endsWith("/deletion");
const kept = endpoints.filter((it) => !deletes(it));
const deleting = endpoints.filter(deletes);

describe(`S4: a token that ends or is limited gives no access that outlasts it, and reveals no secret, at all ${endpoints.length} operations`, () => {
  const limited = Object.keys(kinds).filter((kind) => !scopes.some((it) => it === kind));
  for (const kind of limited)
    for (const [person, user] of Object.entries(people))
      test(`${person} with a token that is ${kind}`, async () => {
        const header = headers[`${person} ${kind}`] ?? assert.fail();

        for (const some of [kept, deleting]) {
          for (const endpoint of some)
            assert.doesNotMatch((await send(endpoint, header)).text, secret, endpoint.path);
          assert.deepEqual(await given(user), []);
        }
        await restore();
      });
});
