import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { secondFactorRule } from "../../../src/identity/actor/second-factor.ts";
import { config } from "../../../src/platform/config/config.ts";
import { accessChanged, db } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { signedIn } from "../signed-in.ts";
import { withAuthenticator } from "./enrolled.ts";

const app = await useApp();
const admin = await withAuthenticator(app, { admin: true });
const place = "/admin/sign-in/policy/second-factor";

beforeEach(async () => {
  await db.secondFactorRule.deleteMany();
  accessChanged();
});

test("an admin who has a factor requires one of everybody, and the audit log says so", async () => {
  const { it } = await signedIn(app);
  assert.equal((await it.get("/profile")).status, 200);

  await admin.it.get("/admin/sign-in");
  const saved = await admin.it.post(place, { who: "all", from: "" });

  assert.equal(saved.status, 303);
  assert.equal((await it.get("/profile")).location, "/profile/security");
  const entry = await db.activity.findFirstOrThrow({ where: { key: "second_factor.set_rule" } });
  assert.equal(entry.subject, "all");
});

test("a rule with a day in the future only says so, and the page keeps it", async () => {
  const { it } = await signedIn(app, { admin: true });

  await admin.it.get("/admin/sign-in");
  await admin.it.post(place, { who: "admins", from: "2099-01-31" });

  assert.match((await it.get("/profile")).text, /your account needs a second factor/);
  const shown = await admin.it.get("/admin/sign-in");
  assert.match(shown.text, /value="2099-01-31"/);
  assert.match(shown.text, /value="admins"\s+checked/);
});

test("the page says how many people have no factor, and leads to them", async () => {
  const { text } = await admin.it.get("/admin/sign-in");

  const { length: people } = await db.user.findMany({ where: { secondFactorSince: null } });
  assert.match(text, new RegExp(`state=no-second-factor">${people} people have no second factor`));
  assert.match(text, /1 admin is among them/);
});

test("an admin without a factor can't require one, and a day that is none is refused", async () => {
  const { it } = await signedIn(app, { admin: true });
  await it.get("/admin/sign-in");

  const first = await it.post(place, { who: "all" });
  const day = await admin.it.post(place, { who: "all", from: "31.1.2027" });

  assert.deepEqual([first.status, day.status], [422, 422]);
  assert.match(first.text, /Add a second factor to your own account first/);
  assert.match(day.text, /Enter a day such as/);
  assert.deepEqual(await secondFactorRule(), { who: "off", from: null });
});

test("a rule of the environment is shown, and pages can't change it", async () => {
  const before = config.secondFactor;
  Object.assign(config, { secondFactor: { who: "admins", from: null } });
  await admin.it.get("/admin/sign-in");

  const shown = await admin.it.get("/admin/sign-in");
  const changed = await admin.it.post(place, { who: "off" });

  Object.assign(config, { secondFactor: before });
  assert.match(shown.text, /<dd>admins<\/dd>[\s\S]*Change <code>PORTUS_SECOND_FACTOR<\/code>/);
  assert.doesNotMatch(shown.text, /Save the rule/);
  assert.equal(changed.status, 403);
});
