import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import type { User } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  password,
} from "../../support/data/factories.ts";

const app = await useApp();
let owner: User;
let carl: User;
let stranger: User;
let admin: User;

before(async () => {
  const registry = await makeRegistry();
  [owner, carl, stranger] = [
    await makeUser(),
    await makeUser({ username: "carl" }),
    await makeUser(),
  ];
  admin = await makeUser({ admin: true, username: "ada" });
  const team = await makeTeam({ owners: [owner], contributors: [carl] });
  const namespace = await makeNamespace({ name: "web", team, registryId: registry.id });
  await makeRepository({ namespace, name: "app", visibility: "private" });
});

const ask = (who: string, what: string, action: string) =>
  `/permissions?${new URLSearchParams({ who, what, action })}`;

test("an owner asks about another and reads the rule that decided", async () => {
  const page = await (await signIn(app, owner)).get(ask("carl", "web/app", "push"));

  assert.equal(page.status, 200);
  assert.match(page.text, /carl may push/);
  assert.match(page.text, /Owners and contributors of the namespace('|&#39;)s team may push/);
});

test("an owner sees exactly the people who may push, each with the rule", async () => {
  const page = await (await signIn(app, owner)).get(ask("", "web/", "push"));

  assert.match(page.text, /Who may push here/);
  const [, list = ""] = page.text.split('id="everyone"');
  for (const name of [owner.username, "carl", "ada"]) assert.ok(list.includes(`>${name}<`), name);
  assert.ok(!list.includes(stranger.username) && !list.includes("Anyone"));
});

test("people who own nothing may ask only about themselves", async () => {
  const browser = await signIn(app, carl);

  const self = await browser.get(ask("", "web/app", "delete"));
  const other = await browser.get(ask(owner.username, "web/app", "delete"));

  assert.match(self.text, /carl may not delete/);
  assert.ok(!self.text.includes('id="everyone"'));
  assert.equal(other.status, 403);
});

test("FIELD 12: a private repository or namespace looks nonexistent to strangers, for every person they ask about", async () => {
  const browser = await signIn(app, stranger);
  const answers: string[] = [];
  for (const what of ["web/app", "web/none", "web/", "nothing/app", "nothing/", "nothing", "/"])
    for (const who of ["", "carl", "nobody-at-all"]) {
      const { status, text } = await browser.get(ask(who, what, "pull"));
      answers.push(
        `${status} ${/No such repository or namespace, or you don.{1,6}t have access/.test(text)}`,
      );
    }

  assert.deepEqual([...new Set(answers)], ["422 true"]);
});

test("an admin asks about anonymous visitors and disabled people", async () => {
  const browser = await signIn(app, admin);
  const gone = await makeUser({ disabledAt: new Date() });

  const anonymous = await browser.get(ask("anonymous", "web/app", "pull"));
  const disabled = await browser.get(ask(gone.username, "web/app", "pull"));
  const unknown = await browser.get(ask("nobody-at-all", "web/app", "pull"));

  assert.match(anonymous.text, /anonymous may not pull/);
  assert.match(disabled.text, /The account is disabled/);
  assert.equal(unknown.status, 422);
});

test("odd questions are answered with the form, not with an error of ours", async () => {
  const browser = await signIn(app, admin);
  for (const what of ["a b", "../x", "web/app/", "WEB//x", "\0", "x".repeat(400), "//", "%"]) {
    const { status } = await browser.get(ask("", what, "pull"));
    assert.ok([200, 422].includes(status), `${what}: ${status}`);
  }
  assert.equal((await browser.get("/permissions?who[]=a&what[x]=b&action=fork")).status, 200);
});

test("the API says to owners what another person may do, and who else may", async () => {
  const { status, body } = await call(owner, "who=carl&what=web/app&action=push");

  assert.equal(status, 200);
  assert.deepEqual([body.who, body.allowed], ["carl", true]);
  assert.ok(Array.isArray(body.everyone));
});

test("the API says to people what they may do, and not who else may", async () => {
  const { body } = await call(carl, "what=web/app&action=delete");

  assert.deepEqual([body.allowed, body.everyone], [false, null]);
});

test("the API refuses questions about others, about what one can't see, and about unknown actions", async () => {
  const statuses = [
    (await call(carl, "who=ada&what=web/app&action=pull")).status,
    (await call(stranger, "what=web/app&action=pull")).status,
    (await call(owner, "what=web/app&action=fork")).status,
  ];

  assert.deepEqual(statuses, [403, 422, 422]);
});

async function call(as: User, query: string) {
  const headers = { "Portus-Auth": `${as.username}:${password}` };
  const res = await fetch(`${app.url}/api/v1/permissions?${query}`, { headers });
  return { status: res.status, body: (await res.json()) as Record<string, unknown> };
}

test("an unknown action and a name that is too long return the form with what is wrong", async () => {
  const browser = await signIn(app, owner);

  const action = await browser.get(ask("carl", "web/app", "pulll"));
  const name = await browser.get(ask("c".repeat(301), "web/app", "push"));

  assert.equal(action.status, 422);
  assert.match(action.text, /Choose one of: pull, push, delete\./);
  assert.equal(name.status, 422);
  assert.match(name.text, /This is too long/);
  assert.doesNotMatch(name.text, /may push to/);
});

test("an owner reads the role that counts, and what would change a refusal", async () => {
  const page = await (await signIn(app, owner)).get(ask("carl", "web/app", "delete"));

  assert.match(page.text, /Role: contributor in the team of the namespace\./);
  assert.match(page.text, /carl is a contributor in the team of web, and must become an owner/);
});

test("an owner asks what another role would allow", async () => {
  const page = await (await signIn(app, owner)).get(
    `${ask("carl", "web/app", "delete")}&role=owner`,
  );

  assert.match(page.text, /carl as owner may delete/);
});

test("the limits of a token count if it is named, and only its managers may name it", async () => {
  await createToken(by(actorOf(carl)), carl.id, {
    name: "reader",
    expiresAt: null,
    scopes: ["registry"],
    actions: ["pull"],
  });
  const question = `${ask("carl", "web/app", "push")}&token=reader`;

  const own = await (await signIn(app, carl)).get(question);
  const others = await (await signIn(app, owner)).get(question);

  assert.match(own.text, /carl may not push/);
  assert.match(own.text, /The application token is limited to: pull\./);
  assert.match(own.text, /“reader” does not include this action/);
  assert.equal(others.status, 422);
});
