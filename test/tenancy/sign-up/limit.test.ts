import assert from "node:assert/strict";
import { test } from "node:test";
import { TooMany } from "../../../src/platform/errors.ts";
import { admitSignUp } from "../../../src/tenancy/sign-up/limit.ts";
import { browser, useApp } from "../../support/app.ts";
import { makePerson, password } from "../../support/data/factories.ts";

const app = await useApp();
await makePerson({ admin: true });

test("forty may sign up from one network in an hour, and one more from another", async () => {
  for (let n = 0; n < 40; n += 1) await admitSignUp({ address: `2001:db8::${n + 1}` });

  await assert.rejects(admitSignUp({ address: "2001:db8::ffff" }), TooMany);
  await admitSignUp({ address: "2001:db8:0:1::1" });
});

test("too many sign-ups get 429 and when to retry; invalid forms do not count", async () => {
  for (let n = 0; n < 39; n += 1) await admitSignUp({ address: "127.0.0.1" });
  const it = browser(app);
  const signUp = async (username: string) => {
    await it.get("/sign-up");
    return it.post("/sign-up", { username, email: `${username}@example.org`, password });
  };

  assert.equal((await signUp("No Name")).status, 422);
  const last = await signUp("last");
  await it.get("/profile");
  await it.post("/sign-out");
  const refused = await signUp("late");

  assert.equal(last.location, "/");
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) > 3000);
});
