import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { signedIn } from "../signed-in.ts";
import { forgetPolls, machineAt } from "./machine.ts";

const app = await useApp();
const machine = machineAt(app);
const times = 20;

test("of 20 requests at once with the code of a machine, one gets the token", async () => {
  const { user, it } = await signedIn(app);
  const { body } = await machine.ask();
  await it.get(`/device?user_code=${body.user_code}`);
  await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "30" });

  const answers = await Promise.all(
    Array.from({ length: times }, () => machine.poll(body.device_code)),
  );

  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  for (const { status, body } of answers)
    if (status !== 200) assert.equal(body.error, "invalid_grant");
  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 1);
});

test("of confirmations and refusals by two people at once, one counts", async () => {
  const [one, two] = [await signedIn(app), await signedIn(app)];
  const { body } = await machine.ask();
  const fields = { user_code: `${body.user_code}`, days: "30" };
  for (const { it } of [one, two]) await it.get(`/device?user_code=${body.user_code}`);

  await Promise.all([
    ...Array.from({ length: 5 }, () => one.it.post("/device/confirmation", fields)),
    ...Array.from({ length: 5 }, () =>
      two.it.post("/device/refusal", { user_code: fields.user_code }),
    ),
    ...Array.from({ length: 5 }, () => two.it.post("/device/confirmation", fields)),
  ]);

  const key = { in: ["device_sign_in.confirm", "device_sign_in.refuse"] };
  assert.equal(await db.activity.count({ where: { key } }), 2, "with that of the test before");
  await Promise.all([machine.poll(body.device_code), machine.poll(body.device_code)]);
  const users = { in: [one.user.id, two.user.id] };
  assert.ok((await db.applicationToken.count({ where: { userId: users } })) <= 1);
});

test("what was decided stays: a confirmation can't be refused, nor a refusal confirmed", async () => {
  const { it } = await signedIn(app);
  const other = await signedIn(app);
  const { body } = await machine.ask();
  const fields = { user_code: `${body.user_code}`, days: "30" };
  await it.get(`/device?user_code=${body.user_code}`);
  await it.post("/device/confirmation", fields);

  const refused = await it.post("/device/refusal", { user_code: fields.user_code });
  const byOther = await other.it.get(`/device?user_code=${body.user_code}`);

  assert.equal(refused.status, 303);
  assert.match(
    (await it.get(`${refused.location}`)).text,
    /This was decided before\. Nothing was changed/,
  );
  assert.equal(byOther.status, 422);
  assert.equal((await machine.poll(body.device_code)).status, 200);

  const second = (await machine.ask()).body;
  await it.get(`/device?user_code=${second.user_code}`);
  await it.post("/device/refusal", { user_code: `${second.user_code}` });
  await it.post("/device/confirmation", { user_code: `${second.user_code}`, days: "30" });
  assert.equal((await machine.poll(second.device_code)).body.error, "access_denied");
});

test("guesses of codes are limited for the account, and right codes are not counted", async () => {
  const { it } = await signedIn(app);
  const { body } = await machine.ask();
  for (let n = 0; n < 12; n += 1)
    assert.equal((await it.get(`/device?user_code=${body.user_code}`)).status, 200);

  const guesses = await Promise.all(
    Array.from({ length: 14 }, (_, n) =>
      it.get(`/device?user_code=${n % 2 ? "BBBB-BBBB" : "nonsense"}`),
    ),
  );
  const right = await it.get(`/device?user_code=${body.user_code}`);

  const statuses = guesses.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...Array(10).fill(422), ...Array(4).fill(429)]);
  assert.equal(right.status, 429);
  assert.match(right.text, /Too many wrong codes were entered/);
  assert.ok(right.headers.get("retry-after"));
  await db.rateCount.deleteMany();
});

test("a confirmation and a refusal need the token of a form and a sign-in", async () => {
  const { it } = await signedIn(app);
  const { body } = await machine.ask();
  const fields = { user_code: `${body.user_code}`, days: "30" };
  await it.get(`/device?user_code=${body.user_code}`);

  for (const path of ["/device/confirmation", "/device/refusal"]) {
    assert.equal((await it.post(path, { ...fields, _csrf: "" })).status, 403);
    const stranger = await fetch(app.url + path, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    assert.equal(stranger.status, 403);
  }
  assert.equal((await machine.poll(body.device_code)).body.error, "authorization_pending");
});

test("requests of one network are limited, and say what to do instead", async () => {
  await db.rateCount.deleteMany();

  const answers = await Promise.all(Array.from({ length: 33 }, () => machine.ask()));

  const limited = answers.filter(({ status }) => status === 429);
  assert.equal(limited.length, 3);
  assert.ok(limited[0]?.headers.get("retry-after"));
  assert.equal(limited[0]?.body.error, "slow_down");
  assert.match(String(limited[0]?.body.error_description), /Application tokens .* keep working/);
  await db.rateCount.deleteMany();
});

test("pages of other sites start nothing and collect nothing", async () => {
  for (const path of ["/oauth/device", "/oauth/token", "/oauth/revoke"])
    for (const headers of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
    ]) {
      const { status, body } = await machine.post(path, { client_id: "x" }, headers);
      assert.deepEqual([status, body.error], [403, "access_denied"]);
    }
});

test("the name of a machine says nothing but letters, digits and . _ -", async () => {
  const { it } = await signedIn(app);
  const names = [
    ["<b>x</b> Your admin asks you to confirm", "b-x-b-Your-admin-asks-you-to-confirm"],
    ["\u202e\u0007\n", "machine"],
    ["..", "machine"],
    [`host${"x".repeat(200)}`, `host${"x".repeat(56)}`],
  ];
  for (const [given = "", shown = ""] of names) {
    const { body } = await machine.ask({ machine: given });
    const { text } = await it.get(`/device?user_code=${body.user_code}`);
    assert.ok(text.includes(`Sign in ${shown}?`), `${given}: ${shown}`);
  }
});

test("requests that are not as the RFC has them are refused as it says", async () => {
  const { body } = await machine.ask();
  const grant = "urn:ietf:params:oauth:grant-type:device_code";
  const cases: [path: string, form: Record<string, string>, error: string][] = [
    ["/oauth/device", {}, "invalid_request"],
    ["/oauth/device", { client_id: "x".repeat(101) }, "invalid_request"],
    ["/oauth/token", { grant_type: "password", device_code: "x" }, "unsupported_grant_type"],
    ["/oauth/token", { grant_type: grant }, "invalid_request"],
    ["/oauth/token", { grant_type: grant, device_code: "pdc_nonsense" }, "invalid_grant"],
    ["/oauth/token", { grant_type: grant, device_code: `${body.device_code}x` }, "invalid_grant"],
    ["/oauth/revoke", {}, "invalid_request"],
  ];
  for (const [path, form, error] of cases) {
    const answer = await machine.post(path, form);
    assert.deepEqual(
      [answer.status, answer.body.error],
      [400, error],
      `${path} ${JSON.stringify(form)}`,
    );
    assert.ok(answer.body.error_description);
  }
  const long = await machine.post("/oauth/device", { client_id: "x".repeat(101) });
  assert.match(`${long.body.error_description}`, /^client_id: /);
  const json = await machine.post("/oauth/device", {}, { "content-type": "application/json" });
  assert.match(`${json.body.error_description}`, /^Send a form/);
  const unknown = await machine.ask({ surprise: "1" });
  assert.equal(unknown.status, 200, "other fields are ignored, as the RFC says");
});

test("a machine revokes its own token, and no token that a person created", async () => {
  const { user, it } = await signedIn(app);
  await it.get("/profile");
  const made = await it.post("/profile/tokens", { name: "by hand", days: "30" });
  const [byHand = ""] = /ptk_\w+/.exec(made.text) ?? [];
  const { body } = await machine.ask();
  await it.get(`/device?user_code=${body.user_code}`);
  await it.post("/device/confirmation", { user_code: `${body.user_code}`, days: "30" });
  await forgetPolls();
  const { access_token = "" } = (await machine.poll(body.device_code)).body;

  const revoked = await Promise.all(
    [1, 2].map(() => machine.post("/oauth/revoke", { token: `${access_token}` })),
  );
  const refused = await machine.post("/oauth/revoke", { token: byHand });
  const nonsense = await machine.post("/oauth/revoke", { token: "nonsense" });

  assert.deepEqual(
    revoked.map(({ status }) => status),
    [200, 200],
  );
  assert.deepEqual([refused.status, refused.body.error], [400, "unsupported_token_type"]);
  assert.equal(nonsense.status, 200);
  const left = await db.applicationToken.findMany({ where: { userId: user.id } });
  assert.deepEqual(
    left.map(({ name }) => name),
    ["by hand"],
  );
  const destroyed = { key: "application_token.destroy", actorId: user.id };
  assert.equal(await db.activity.count({ where: destroyed }), 1);
});
