import assert from "node:assert/strict";
import { test } from "node:test";
import { addHeader } from "../../../src/outbound/webhooks/headers.ts";
import { HeaderForm } from "../../../src/outbound/webhooks/schemas.ts";
import { unsealText } from "../../../src/outbound/webhooks/secrets.ts";
import { updateWebhook } from "../../../src/outbound/webhooks/webhooks.ts";
import { by } from "../../support/data/factories.ts";
import { makeWebhook, olga, rowOf } from "./webhook-people.ts";

test("a password is sealed, stays if none is given, and is deleted with the user name", async () => {
  const { webhook } = await makeWebhook({ username: "robot", password: "pass" });
  const kept = async () => (await rowOf(webhook)).sealedPassword;
  assert.equal(unsealText((await kept()) ?? Buffer.of()), "pass");
  assert.ok(!Buffer.from((await kept()) ?? []).includes("pass"));

  await updateWebhook(by(olga), webhook, { name: "renamed", password: "" });
  assert.equal(unsealText((await kept()) ?? Buffer.of()), "pass");

  await updateWebhook(by(olga), webhook, { username: null });
  assert.equal(await kept(), null);
  await assert.rejects(makeWebhook({ password: "pass" }), /needs a user name/);
});

test("a change of host deletes the secrets meant for the first one", async () => {
  const { webhook } = await makeWebhook({ username: "robot", password: "pass" });
  await addHeader(by(olga), webhook, { name: "x-token", value: "secret" });

  await updateWebhook(by(olga), webhook, { url: "https://hooks.example.org/other" });
  const same = await rowOf(webhook);
  await updateWebhook(by(olga), webhook, { url: "https://evil.example.org/" });
  const other = await rowOf(webhook);

  assert.deepEqual([same.headers.length, same.sealedPassword !== null], [1, true]);
  assert.deepEqual([other.headers, other.sealedPassword], [[], null]);
});

test("a password that is given with a new host, port or scheme is stored", async () => {
  const { webhook } = await makeWebhook({ username: "robot", password: "pass" });

  await updateWebhook(by(olga), webhook, {
    url: "http://hooks.example.org/build",
    password: "new",
  });

  assert.equal(unsealText((await rowOf(webhook)).sealedPassword ?? Buffer.of()), "new");
});

test("WHK-010: a second header of the same name is refused, in upper or lower case", async () => {
  const { webhook } = await makeWebhook();
  const add = (name: string) =>
    addHeader(by(olga), webhook, HeaderForm.parse({ name, value: "secret" }));
  await add("X-Token");

  await assert.rejects(add("x-token"), /already has a header with this name/);
  await Promise.allSettled([add("X-Two"), add("x-two"), add("X-TWO")]);

  assert.deepEqual(
    (await rowOf(webhook)).headers.map(({ name }) => name),
    ["x-token", "x-two"],
  );
});

const badHeaders = [
  ["Host", "x"],
  ["Content-Length", "1"],
  ["Transfer-Encoding", "chunked"],
  ["X-Portus-Signature", "sha256="],
  ["two words", "x"],
  ["X-Break", "a\r\nX-Other: b"],
  ["X-Empty", ""],
] as const;
for (const [name, value] of badHeaders)
  test(`a header “${name}: ${JSON.stringify(value)}” is refused`, () =>
    assert.equal(HeaderForm.safeParse({ name, value }).success, false));
