import assert from "node:assert/strict";
import { test } from "node:test";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { explainInText } from "../../../src/tenancy/why/command-actions.ts";
import { type Answer, service, useTokenEndpoint } from "../../protocol/token/token-client.ts";
import { browser, signIn } from "../../support/app.ts";
import { actorOf, by, makePerson, makeUser } from "../../support/data/factories.ts";

const { app, tokenClient: docker } = await useTokenEndpoint();

const idOf = ({ headers }: Answer) => headers.get("portus-decision") ?? "";

/** The list of what would change a decision, as a page has it. */
function curesOf(html: string): string {
  const [, after = ""] = html.split("What would change it");
  return after.split("</section>")[0] ?? "";
}

test("a stranger with the address of a wrong password's page reads what helps, and not whether the account exists", async () => {
  const { user } = await makePerson();
  const disabled = await makeUser({ disabledAt: new Date() });
  const robot = await makeUser({ robot: true, passwordHash: null });
  const nobody = { username: "nobody-of-that-name" };
  const read = async (who: { username: string }) => {
    const refused = await docker.get([], who, "wrong");
    const page = await browser(app).get(`/why/${idOf(refused)}`);
    return curesOf(page.text);
  };

  const pages = [await read(user), await read(disabled), await read(robot), await read(nobody)];

  const [first = ""] = pages;
  assert.match(first, new RegExp(`log in again: docker login ${service}`));
  assert.match(first, /href="\/forgotten-password"/);
  assert.match(first, /application token instead of the password/);
  assert.match(first, /an admin can enable it again/);
  assert.equal(new Set(pages).size, 1);
});

test("the person reads what helps for their reason, with a link to their tokens", async () => {
  const { user, browser } = await personIn();
  const input = {
    name: "old",
    expiresAt: new Date(Date.now() - 1000),
    scopes: ["registry" as const],
  };
  const { secret } = await createToken(by(actorOf(user)), user.id, input);

  const wrong = curesOf(
    (await browser.get(`/why/${idOf(await docker.get([], user, "wrong"))}`)).text,
  );
  const old = curesOf((await browser.get(`/why/${idOf(await docker.get([], user, secret))}`)).text);

  assert.match(wrong, /Check the password, and log in again/);
  assert.match(wrong, /href="\/forgotten-password"/);
  assert.doesNotMatch(wrong, /disabled/);
  assert.match(old, /Rotate the token, or create another\.[\s\S]*href="\/profile"/);
  assert.doesNotMatch(old, /forgotten-password/);
});

test("admins and the operator read it too, with the account that an admin can enable", async () => {
  const disabled = await makeUser({ disabledAt: new Date() });
  const admins = await signIn(app, await makeUser({ admin: true }));

  const id = idOf(await docker.get([], disabled));

  const cures = curesOf((await admins.get(`/why/${id}`)).text);
  assert.match(cures, new RegExp(`enables the account again[\\s\\S]*/admin/users/${disabled.id}"`));
  assert.match(
    await explainInText(id),
    /What would change it:\n {2}An admin enables the account again\./,
  );
});

async function personIn() {
  const { user } = await makePerson();
  return { user, browser: await signIn(app, user) };
}
