import "../../support/settings/trusted-proxy.ts"; // which names the requests
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { TokenInput } from "../../../src/identity/tokens/schemas.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { findDecision } from "../../../src/tenancy/decisions/find.ts";
import { flushDecisions } from "../../../src/tenancy/decisions/queue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makePerson,
  makeTeam,
  makeUser,
  password,
} from "../../support/data/factories.ts";
import { type Answer, byPassword, signedIn, useTokenEndpoint } from "./token-client.ts";

const { tokenClient: docker } = await useTokenEndpoint();

beforeEach(async () => {
  await flushDecisions();
  await db.decision.deleteMany();
});
afterEach(() => Object.assign(config.decisions, { rows: 100_000 }));

const idOf = ({ headers }: Answer) => headers.get("portus-decision") ?? "";

/** The decision of an answer, as an admin sees it. */
async function decisionOf(answer: Answer) {
  const admin = actorOf(await makeUser({ admin: true }));
  return findDecision(admin, idOf(answer));
}

function tokenOf(user: User, input: Partial<TokenInput>) {
  const given = { name: "token", expiresAt: null, scopes: ["registry" as const], ...input };
  return createToken(by(actorOf(user)), user.id, given);
}

/** All that is stored of decisions, as text. */
async function storedText(): Promise<string> {
  await flushDecisions();
  const rows = await db.decision.findMany();
  return JSON.stringify(rows, (_, it) => (typeof it === "bigint" ? Number(it) : it));
}

test("every answer has the id of its decision, and refusals say where their reason is explained", async () => {
  const { user } = await makePerson();
  const answers = [
    await docker.get([], user),
    await docker.get([], user, "wrong"),
    await docker.get([["scope", "repository:nowhere/app:pull"]]),
    await docker.request("/v2/token?service=unknown"),
    await docker.post([["grant_type", "password"]]),
    await docker.request("/v2/token", { headers: { authorization: "Bearer x" } }),
    await docker.request("/v2/token", { method: "DELETE" }),
  ];

  for (const answer of answers) {
    assert.match(idOf(answer), /^[0-9a-f]{32}$/);
    assert.equal((await decisionOf(answer)).id, idOf(answer));
    const message = answer.body.errors?.[0]?.message;
    if (message) assert.ok(message.endsWith(` Why: ${config.url}/why/${idOf(answer)}`), message);
  }
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 401, 200, 400, 400, 401, 405],
  );
});

test("a viewer's push is recorded with who, how, from where, what was asked, and the rule on each action", async () => {
  const viewer = await makeUser();
  const team = await makeTeam({ viewers: [viewer] });
  const namespace = await makeNamespace({ team, name: "shop" });
  const { token, secret } = await tokenOf(viewer, { name: "laptop" });

  const headers = {
    authorization: `Basic ${btoa(`${viewer.username}:${secret}`)}`,
    "user-agent": "docker/27",
    "x-request-id": "r-1",
  };
  const answer = await docker.request(
    "/v2/token?service=registry.test.lan:5000&client_id=docker&scope=repository:shop/web:pull,push",
    { headers },
  );

  const seen = await decisionOf(answer);
  const { row } = seen;
  assert.deepEqual(
    [row.outcome, row.proof, row.client, row.requestId, seen.agent, seen.address],
    ["partial", "token", "docker", "r-1", "docker/27", "127.0.0.1"],
  );
  assert.deepEqual(seen.user, { id: viewer.id, username: viewer.username });
  assert.deepEqual(seen.credential, { id: token.id, name: "laptop" });
  const [scope] = seen.scopes;
  assert.deepEqual([scope?.actions, scope?.granted], [["pull", "push"], ["pull"]]);
  assert.equal(scope?.place?.namespaceId, namespace.id);
  assert.deepEqual(
    scope?.rules.map(({ action, allowed, because }) => [action, allowed, because]),
    [
      ["pull", true, "Every member of the namespace's team may pull."],
      [
        "push",
        false,
        "Only owners and contributors of the namespace's team or of the repository may push.",
      ],
    ],
  );
});

test("identical grants of a minute are one decision, and other facts make another", async () => {
  const { user, namespace } = await makePerson();
  const pull = (name: string): [string, string][] => [
    ["scope", `repository:${namespace.name}/${name}:pull`],
  ];

  const first = await docker.get(pull("app"), user);
  const second = await docker.get(pull("app"), user);
  const other = await docker.get(pull("other"), user);

  assert.equal(idOf(second), idOf(first));
  assert.notEqual(idOf(other), idOf(first));
  await flushDecisions();
  assert.equal(await db.decision.count(), 2);
});

test("each refusal is a decision of its own", async () => {
  const ask = () => docker.get([["scope", "repository:nowhere/app:pull"]]);

  const ids = [idOf(await ask()), idOf(await ask()), idOf(await ask())];

  await flushDecisions();
  assert.equal(new Set(ids).size, 3);
  assert.equal(await db.decision.count({ where: { outcome: "refused" } }), 3);
});

test("why credentials were refused is recorded, and who sent them is told less", async () => {
  const { user } = await makePerson();
  const disabled = await makeUser({ disabledAt: new Date() });
  const robot = await makeUser({ robot: true, passwordHash: null });
  const office = await tokenOf(user, { name: "office", addresses: ["10.0.0.0/8"] });
  const old = await tokenOf(user, { name: "old", expiresAt: new Date(Date.now() - 1000) });
  const api = await tokenOf(user, { name: "api", scopes: ["api:read"] });
  const because = async (answer: Answer) => (await decisionOf(answer)).because;
  const nobody = { username: "nobody-of-that-name" };

  assert.match(await because(await docker.get([], user, "wrong")), /^The password is not that/);
  assert.match(await because(await docker.get([], disabled)), /^The account is disabled/);
  assert.match(await because(await docker.get([], robot)), /^Robots have no password/);
  assert.match(await because(await docker.get([], nobody)), /^No account has/);
  assert.match(await because(await docker.get([], user, office.secret)), /from this address/);
  assert.match(await because(await docker.get([], user, old.secret)), /has expired/);
  assert.match(await because(await docker.get([], user, api.secret)), /not have the scope/);
  const told = (await docker.get([], disabled)).body.errors?.[0]?.message ?? "";
  assert.match(told, /password is wrong, or the account is disabled/);
});

test("a typed user name is recorded only if an account has it", async () => {
  const { user } = await makePerson();

  const known = await docker.get([], user, "wrong");
  const unknown = await docker.get([], { username: "my secret password" }, "x");

  assert.deepEqual((await decisionOf(known)).user, { id: user.id, username: user.username });
  assert.equal((await decisionOf(unknown)).user, null);
  assert.ok(!(await storedText()).includes("my secret password"));
});

test("no decision holds a password or a token", async () => {
  const { user } = await makePerson();
  const refresh = await signedIn(docker, user.username);
  await docker.post(byPassword(user.username, "a wrong password"));
  await docker.post([
    ["grant_type", "refresh_token"],
    ["refresh_token", refresh],
  ]);
  await docker.get([], user);

  const text = await storedText();

  for (const secret of [password, "a wrong password", refresh, "eyJ"])
    assert.ok(!text.includes(secret), secret);
});

test("what a client sends is bounded", async () => {
  const scopes = Array.from({ length: 30 }, (_, n): [string, string] => [
    "scope",
    `repository:${"n".repeat(100)}${n}/app:a,b,c,d,e,f,g,h,i,j`,
  ]);

  const answer = await docker.get([...scopes, ["client_id", "c".repeat(3000)]]);

  const seen = await decisionOf(answer);
  assert.equal(seen.row.client.length, 255);
  assert.equal(seen.scopes.length, 8);
  assert.equal(seen.row.omitted, 22);
  assert.ok(seen.scopes.every(({ rules, actions }) => rules.length <= 6 && actions.length <= 6));
});

test("without rows for them, no decision is recorded and no answer names one", async () => {
  Object.assign(config.decisions, { rows: 0 });

  const granted = await docker.get([]);
  const refused = await docker.request("/v2/token?service=unknown");

  await flushDecisions();
  assert.equal(idOf(granted), "");
  assert.equal(idOf(refused), "");
  assert.ok(!refused.body.errors?.[0]?.message.includes("Why:"));
  assert.equal(await db.decision.count(), 0);
});
