import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

delete process.env.PORTUS_SETUP_CODE; // Portus makes one
const { browser, useApp } = await import("../../support/app.ts");
const client = await import("../../../src/platform/db/client.ts"); // its `db` comes with the connection
const { config } = await import("../../../src/platform/config/config.ts");
const { isSetupCode, setupCode } = await import("../../../src/tenancy/accounts/setup-code.ts");
const { prepareSetup, signUp } = await import("../../../src/tenancy/sign-up/onboarding.ts");

const app = await useApp();
const file = join(config.dataDir, "setup-code");
const person = { username: "ada", email: "ada@example.org", password: "a long enough password" };

async function bootstrap(body: object, method = "POST") {
  const headers = { "Content-Type": "application/json", Origin: "https://elsewhere.example.org" };
  const sent = method === "POST" ? { body: JSON.stringify(body) } : {};
  const res = await fetch(`${app.url}/api/v1/users/bootstrap`, { method, headers, ...sent });
  const text = await res.text();
  return {
    status: res.status,
    headers: res.headers,
    json: text.startsWith("{") ? JSON.parse(text) : null,
  };
}

async function codes() {
  return client.db.setupCode.findMany();
}

test("S5: replicas that start at once make one code, sealed in the database, with a copy for its owner", async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => setupCode()));
  await prepareSetup();

  const [code = ""] = made;
  assert.deepEqual([...new Set(made)], [code]);
  assert.match(code, /^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  assert.equal(readFileSync(file, "utf8").trim(), code);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const [row] = await codes();
  assert.equal(Buffer.from(row?.sealedCode ?? []).includes(code), false);
});

test("S5: nobody signs up first without the code, not even from loopback", async () => {
  const it = browser(app);
  const page = await it.get("/sign-up");

  const answer = await it.post("/sign-up", person);

  assert.match(page.text, /name="setup_code"/);
  assert.equal(answer.status, 403);
  assert.match(answer.text, /needs the setup code/);
  assert.equal(await client.db.user.count(), 0);
});

test("S5: the link from the terminal fills in the code, and is neither cached nor sent on", async () => {
  const code = await setupCode();

  const page = await browser(app).get(`/sign-up?setup_code=${code}`);

  assert.match(page.text, new RegExp(`name="setup_code"[^>]*value="${code}"`));
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.equal(page.headers.get("referrer-policy"), "no-referrer");
});

test("the setup code may be typed in capitals and with blanks around it", async () => {
  const code = await setupCode();

  assert.equal(await isSetupCode(` ${code.toUpperCase()} `), true);
  assert.equal(await isSetupCode(code.slice(1)), false);

  Object.assign(config, { setupCode: "From-The-Environment" });
  assert.equal(await isSetupCode("from-the-environment "), true);
  Object.assign(config, { setupCode: null });
});

test("S5: bootstrap wants the code and is closed to pages of other sites", async () => {
  const bare = await bootstrap(person);
  const wrapped = await bootstrap({ user: person, setup_code: "wrong" });
  const inside = await bootstrap({ user: { ...person, setup_code: "wrong" } });
  const preflight = await bootstrap({}, "OPTIONS");
  const health = await fetch(`${app.url}/api/v1/_ping`);

  assert.deepEqual(
    [bare, wrapped, inside].map(({ status }) => status),
    [403, 403, 403],
  );
  assert.match(bare.json.error, /needs the setup code/);
  for (const { headers } of [bare, wrapped, inside, preflight])
    assert.equal(headers.get("access-control-allow-origin"), null);
  assert.equal(health.headers.get("access-control-allow-origin"), "*");
  assert.equal(await client.db.user.count(), 0);
});

test("S5: after five wrong codes in a minute even the right one waits, but not from another network", async () => {
  const code = await setupCode();
  const tries = Array.from({ length: 10 }, () => bootstrap({ ...person, setup_code: "wrong" }));
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  const it = browser(app);
  await it.get("/sign-up");

  const api = await bootstrap({ ...person, setup_code: code });
  const page = await it.post("/sign-up", { ...person, setup_code: code });

  assert.equal(statuses.filter((status) => status === 403).length, 3); // two were made before
  assert.equal(api.status, 429);
  assert.equal(page.status, 429);
  assert.ok(Number(page.headers.get("retry-after")) <= 60);
  assert.match(page.text, /Too many wrong setup codes/);
});

test("S5: of twelve people who have the code and sign up at once, one becomes the admin and all get in", async () => {
  const code = await setupCode();
  const names = Array.from({ length: 11 }, (_, place) => `early-${place}`);

  const people = await Promise.all(
    [person.username, ...names].map((username) =>
      signUp(
        { ...person, username, email: `${username}@example.org`, setupCode: code },
        { address: "198.51.100.7" },
      ),
    ),
  );

  assert.equal(people.filter(({ admin }) => admin).length, 1);
  assert.deepEqual(await codes(), []);
});

test("S5: with the first account the code and its copy are deleted, and sign-up asks for none", async () => {
  const it = browser(app);

  const page = await it.get("/sign-up");
  const late = await bootstrap({ ...person, username: "eve" });
  const answer = await it.post("/sign-up", {
    ...person,
    username: "kim",
    email: "kim@example.org",
    setup_code: "an old one",
  });

  assert.doesNotMatch(page.text, /setup_code/);
  assert.equal(late.status, 400);
  assert.equal(answer.location, "/");
  assert.deepEqual(await codes(), []);
  assert.equal(existsSync(file), false);
});
