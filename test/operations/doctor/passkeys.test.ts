import assert from "node:assert/strict";
import { test } from "node:test";
import { passkeyChecks } from "../../../src/operations/doctor/instance/passkeys.ts";
import { runChecks } from "../../../src/operations/doctor/run-checks.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { codeNow, secretIn } from "../../identity/second-factor/enrolled.ts";
import { signedIn } from "../../identity/signed-in.ts";
import { useApp } from "../../support/app.ts";
import { passkeyDevice } from "../../support/fakes/passkey-device.ts";

const app = await useApp();
const url = app.url.replace("127.0.0.1", "localhost");
Object.assign(config, { url });

const verdict = async () => {
  const [found] = await runChecks(passkeyChecks());
  return { ok: found?.ok, evidence: found?.evidence ?? "", cure: found?.cure.join() ?? "" };
};

test("passkeys of a former host are a problem while they are somebody's only factor", async () => {
  const { user, it } = await signedIn(app);
  const key = passkeyDevice({ host: "localhost", origin: url });
  await it.get("/profile/security/passkeys/new");
  const options = JSON.parse((await it.post("/profile/security/passkeys/challenge")).text);
  await it.post("/profile/security/passkeys", { name: "laptop", passkey: key.create(options) });
  const here = await verdict();
  assert.deepEqual([here.ok, await db.passkey.count()], [true, 1]);

  Object.assign(config, { url: "https://portus.example.org" });
  const moved = await verdict();
  assert.equal(moved.ok, false);
  assert.match(moved.evidence, /^1 passkey of 1 person was added at another host than portus\.exa/);
  assert.match(moved.evidence, /such as localhost\. 1 person has no other factor/);
  assert.match(moved.cure, /set PORTUS_URL back.*recovery code.*resets the second factors/);

  const secret = secretIn(await it.get("/profile/security/authenticator/new"));
  await it.post("/profile/security/authenticator", { code: codeNow(secret) });
  const cured = await verdict();
  assert.deepEqual([cured.ok, await db.authenticator.count()], [true, 1]);
  assert.match(cured.evidence, /another factor that works/);

  await db.authenticator.deleteMany();
  await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });
  assert.equal((await verdict()).ok, true);
});
