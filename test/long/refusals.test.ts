import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { actorFields } from "../../src/identity/actor/actor.ts";
import { disableUser } from "../../src/identity/people/users.ts";
import type { TokenInput } from "../../src/identity/tokens/schemas.ts";
import { createToken } from "../../src/identity/tokens/tokens.ts";
import { db } from "../../src/platform/db/client.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { anonymous, deleting, newPerson, pulling, pushing } from "../support/clients/people.ts";
import { logInWith, newClient, refusalPage } from "../support/clients/refusals.ts";
import { by, makeNamespace, makeTeam } from "../support/data/factories.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// What skopeo and a real registry refuse, and the page that says why.

const stack = await startStack();
const ada = await newPerson(stack, "ada"); // the admin, since she signs up first
const [olga, carl, vera, sam, dora] = [
  await newPerson(stack, "olga"),
  await newPerson(stack, "carl"),
  await newPerson(stack, "vera"),
  await newPerson(stack, "sam"),
  await newPerson(stack, "dora"),
];
const userOf = (username: string) => db.user.findUniqueOrThrow({ where: { username } });
const actorOf = (username: string) =>
  db.user.findUniqueOrThrow({ where: { username }, select: actorFields });

const team = await makeTeam(
  {
    owners: [await userOf("olga")],
    contributors: [await userOf("carl")],
    viewers: [await userOf("vera")],
  },
  { name: "shop" },
);
const { id: registryId } = await db.registry.findFirstOrThrow();
const namespace = await makeNamespace({ name: "shop", team, registryId });

let made = 0;
const image = () => imageLayout(join(stack.directory, `layout${++made}`), `image ${made}`);
const pushed = pushing(stack, carl, image(), "shop/web:1");
assert.equal(pushed.status, 0, pushed.output);

/** Carl's client, logged in with a token that has these limits. */
async function carlWith(limits: Partial<TokenInput>) {
  const { id } = await userOf("carl");
  const input = { name: `token ${++made}`, expiresAt: null, scopes: ["registry" as const] };
  const { secret } = await createToken(by(await actorOf("carl")), id, { ...input, ...limits });
  const client = newClient(stack, carl);
  return { client, login: () => logInWith(stack, client, secret) };
}

test("a wrong password", async () => {
  const page = await refusalPage(ada, () => logInWith(stack, newClient(stack, sam), "wrong"));

  assert.match(page, /The password is not that of this account/);
});

test("a disabled account", async () => {
  await disableUser(by(await actorOf("ada")), (await userOf("dora")).id);

  const page = await refusalPage(ada, () => pulling(stack, dora, "shop/web:1"));

  assert.match(page, /The account is disabled/);
});

test("the message that a client shows has the address of the page", () => {
  const { output } = pulling(stack, dora, "shop/web:1");

  assert.match(output, new RegExp(`Why: ${stack.portus.url}/why/[0-9a-f]{32}`));
});

test("an expired token", async () => {
  const { login } = await carlWith({ expiresAt: new Date(Date.now() - 60_000) });

  assert.match(await refusalPage(ada, login), /The application token has expired/);
});

test("a token that is used from another address", async () => {
  const { login } = await carlWith({ addresses: ["203.0.113.0/24"] });

  assert.match(await refusalPage(ada, login), /may not be used from this address/);
});

test("a token that is limited to another repository", async () => {
  const { client, login } = await carlWith({ patterns: ["shop/other"] });
  assert.equal(login().status, 0);

  const page = await refusalPage(ada, () => pushing(stack, client, image(), "shop/web:2"));

  assert.match(page, /The application token is limited to other repositories/);
});

test("a token that is limited to pull", async () => {
  const { client, login } = await carlWith({ actions: ["pull"] });
  assert.equal(login().status, 0);

  const page = await refusalPage(ada, () => pushing(stack, client, image(), "shop/web:2"));

  assert.match(page, /The application token is limited to: pull\./);
});

test("a person who is not a member pulls a private image", async () => {
  const page = await refusalPage(ada, () => pulling(stack, sam, "shop/web:1"));

  assert.match(page, /It is private: only members/);
});

test("nobody who is logged in pulls a private image", async () => {
  const page = await refusalPage(ada, () => pulling(stack, anonymous(stack), "shop/web:1"));

  assert.match(page, /It is private: only signed-in users may pull/);
});

test("a push to a namespace that does not exist", async () => {
  const page = await refusalPage(ada, () => pushing(stack, carl, image(), "nowhere/web:1"));

  assert.match(page, /The namespace nowhere does not exist/);
});

test("a contributor deletes", async () => {
  const page = await refusalPage(ada, () => deleting(stack, carl, "shop/web:1"));

  assert.match(page, /Contributors may not delete here/);
});

test("a registry that Portus does not know", async () => {
  const page = await refusalPage(ada, async () => {
    const { status } = await fetch(`${stack.portus.url}/v2/token?service=elsewhere:5000`);
    return { status, output: "" };
  });

  assert.match(page, /Portus issues no tokens for the service/);
});

test("the newcomer's path: a refused push, Refusals, the owner's button, and the push works", async () => {
  const chromium = await launchChromium();
  after(() => chromium.close());
  await refusalPage(ada, () => pushing(stack, vera, image(), "shop/web:3"));

  const newcomer = await (await windowOf(chromium, stack.portus, vera.browser)).newPage();
  await newcomer.goto("/");
  await newcomer.getByRole("link", { name: "Refusals" }).click();
  await newcomer.getByRole("link", { name: "push to shop/web" }).first().click();
  await newcomer.getByText("Only owners and contributors").waitFor();
  const address = new URL(newcomer.url()).pathname;

  const owner = await (await windowOf(chromium, stack.portus, olga.browser)).newPage();
  await owner.goto(address);
  await owner.getByRole("button", { name: "Make contributor", exact: true }).click();
  await owner
    .locator("main form button.btn--primary, main form button.btn--bad-final")
    .first()
    .click();
  await owner.getByText("Role changed.").waitFor();

  const { status, output } = pushing(stack, vera, image(), "shop/web:3");
  assert.equal(status, 0, output);
});

test("a push to a namespace over its quota", async () => {
  const data = { quota: 1n, overQuota: true };
  await db.namespace.update({ where: { id: namespace.id }, data });
  await db.$executeRaw`SELECT pg_notify('access_changed', '')`; // as a change on the page does
  let push = pushing(stack, carl, image(), "shop/web:4");

  const page = await refusalPage(ada, async () => {
    const isRefused = () => {
      push = pushing(stack, carl, image(), "shop/web:4");
      return push.status !== 0;
    };
    await until(isRefused, "the push to be refused");
    return push;
  });

  assert.match(page, /The namespace is over its quota/);
});
