import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { codeNow, secretIn } from "../identity/second-factor/enrolled.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { logIn, newPerson, password, pulling, pushing } from "../support/clients/people.ts";
import { must } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// A real registry and a real client, before and after an account has a second factor.

const stack = await startStack();
const ben = await newPerson(stack, "ben"); // logged in with skopeo by the password
const layout = imageLayout(join(stack.directory, "layout"), "one");

test("a client that logged in with the password is refused when a factor is added, and an application token goes on", async () => {
  assert.equal(pushing(stack, ben, layout, "ben/app:1").status, 0);
  await ben.browser.get("/profile");
  const { text } = await ben.browser.post("/profile/tokens", { name: "skopeo", days: "30" });
  const [secret = ""] = /ptk_\w+/.exec(text) ?? [];

  const key = secretIn(await ben.browser.get("/profile/security/authenticator/new"));
  const added = await ben.browser.post("/profile/security/authenticator", { code: codeNow(key) });
  assert.equal(added.status, 201, added.text);

  const pulled = pulling(stack, ben, "ben/app:1");
  assert.notEqual(pulled.status, 0);
  assert.match(pulled.output, /unauthorized/);
  assert.throws(() => logIn(stack, ben));

  must(
    [
      "skopeo",
      "login",
      "--tls-verify=false",
      "--username",
      "ben",
      "--password-stdin",
      stack.registry.host,
    ],
    ben.env,
    secret,
  );
  assert.equal(pulling(stack, ben, "ben/app:1").status, 0);
  assert.equal(pushing(stack, ben, layout, "ben/app:2").status, 0);
});

test("the refusal leads to application tokens, for the client and in the decision log", async () => {
  const basic = Buffer.from(`ben:${password}`).toString("base64");
  const answer = await fetch(
    `${stack.portus.url}/v2/token?service=${encodeURIComponent(stack.registry.host)}`,
    { headers: { authorization: `Basic ${basic}` } },
  );
  const id = answer.headers.get("portus-decision") ?? "";

  assert.equal(answer.status, 401);
  assert.match(await answer.text(), /has a second factor.*Create an application token at/);
  await until(
    async () => (await ben.browser.get(`/why/${id}`)).text.includes("has a second factor"),
    "the decision to be readable",
    5_000,
  );
});
