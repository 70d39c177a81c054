import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db, pool } from "../../src/platform/db/client.ts";
import { signIn, useApp } from "../support/app.ts";
import { makePerson, password } from "../support/data/factories.ts";
import { rowDigests } from "../support/data/row-digests.ts";
import { makeTwoTeams, snapshotRows } from "../support/data/two-teams.ts";
import { type Route, routes, routesWith } from "../support/routes.ts";
import { address } from "./address.ts";
import { bodyFor } from "./bodies.ts";
import { type Client, pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const clients = await pageClients(app, teams);
await endRecentSignIns();
const restore = await snapshotRows();

const last: Route = "POST /admin/registries/new"; // goes on in the background, and would change rows during the next test
const declared = [...routesWith("requireRecentSignIn").filter((it) => it !== last), last];
const succeeds = /^(2..|303|in|422)$/;

async function endRecentSignIns(): Promise<void> {
  await pool.query(
    `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', to_jsonb(to_char(
       now() - interval '11 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))::json`,
  );
}

/** Someone who may call it by the table of pages, and the status that they get. */
function someoneAllowed(route: Route): { client: Client; status: string } {
  const expected = pages.find((row) => row.route === route)?.expected ?? {};
  const who = ["own", "adm"].find((it) => succeeds.test(expected[it] ?? ""));
  const client = who && clients[who];
  if (!who || !client) throw new Error(`Who may ${route}?`);
  return { client, status: expected[who] ?? "" };
}

/** The form of the page that asks: where it goes, and its hidden fields. */
function formOf(html: string): { action: string; fields: Record<string, string> } {
  const [, action = "", inside = ""] =
    /<form class="form panel" method="post" action="([^"]*)">(.*?)<\/form>/s.exec(html) ?? [];
  const hidden = inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const { _csrf, ...fields } = Object.fromEntries([...hidden].map(([, name, it]) => [name, it]));
  return { action: action.replaceAll("&amp;", "&"), fields };
}

/** Routes that look as if they needed a recent sign-in, and do not. */
const exempt: Partial<Record<Route, string>> = {
  "POST /profile/connections/directories/:id": "connects nothing: POST /profile/connections does",
  "POST /profile/password": "its form asks for the current password every time",
  "POST /profile/clients/:id/revocation": "ends access",
  "POST /profile/sessions/:id/revocation": "ends access",
  "POST /profile/tokens/:id/revocation": "ends access",
  "POST /robots/:id/tokens/:token/revocation": "ends access",
  "POST /robots/:id/role": "a role within a team",
  "POST /admin/registries/:id/events-secret/previous/deletion": "ends access",
  "POST /admin/registries/:id/retention/rules": "deleted tags can be restored",
  "POST /admin/registries/:id/retention/rules/removal": "keeps tags",
  "POST /repositories/*name/-/deletion": "deleted images can be restored",
  "POST /repositories/*name/-/comments/:id/deletion": "a comment",
  "POST /namespaces/:id/webhooks/:webhook/deletion": "ends access",
  "POST /deletions/:id/execution": "only if a namespace or a team is deleted: below",
  "POST /deletions/:id/restoration": "deletes nothing",
  "GET /repositories/*name/-/card.png": "a picture of what is public",
};

test("S7: every route about credentials, accounts, registries, destruction or exports declares it, or says why not", () => {
  const words =
    /profile|password$|password-link|tokens|robots|users|registries|deletion|secret|sign-in$/;
  const sensitive = routes()
    .filter((route) => !/ \/(api|v2)\//.test(route) && route !== "POST /sign-in")
    .filter((route) => (route.startsWith("POST ") ? words.test(route) : /\.\w+$/.test(route)))
    .filter((route) => !/\/(forgotten|new)-password$/.test(route));

  const open = sensitive.filter((route) => !declared.includes(route));
  assert.deepEqual(open.sort(), Object.keys(exempt).sort());
  assert.ok(declared.length >= 22, `${declared.length}`);
});

describe(`S7: with an old sign-in the route asks for the password, changes nothing and keeps the fields, at all ${declared.length} that declare it`, () => {
  for (const route of declared)
    test(route, async () => {
      const { client, status } = someoneAllowed(route);
      const fields = bodyFor(route, teams);
      const before = await rowDigests();

      const asked = await client(route, address(route, teams.north), fields);

      assert.equal(asked.code, "403");
      assert.match(asked.text, /name="_password"/);
      assert.deepEqual(await rowDigests(), before);
      const form = formOf(asked.text);
      if (route.startsWith("POST ")) {
        assert.equal(form.action, address(route, teams.north));
        assert.deepEqual(form.fields, fields);
      }

      const again = { ...form.fields, _password: password };
      const done = await client("POST /", form.action, again).finally(restore);
      assert.equal(done.code, route.startsWith("GET ") ? "303" : status, done.text);
    });
});

test("S7: signing in counts, and so does the password for ten minutes", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);

  const first = await it.post("/profile/tokens", { name: "first", days: "30" });
  await endRecentSignIns();
  const asked = await it.post("/profile/tokens", { name: "second", days: "30" });
  const confirmed = await it.post("/profile/tokens", {
    name: "second",
    days: "30",
    _password: password,
  });
  await it.get("/profile");
  const third = await it.post("/profile/tokens", { name: "third", days: "30" });

  assert.deepEqual(
    [first, asked, confirmed, third].map(({ status }) => status),
    [201, 403, 201, 201],
  );
});

test("S7: a wrong password is asked for again, with the fields, and too many have to wait", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  await endRecentSignIns();
  const fields = { name: "ci", days: "30" };

  const wrong = await it.post("/profile/tokens", { ...fields, _password: "a wrong password" });
  for (let n = 0; n < 9; n += 1)
    await it.post("/profile/tokens", { ...fields, _password: `guess ${n}` });
  const late = await it.post("/profile/tokens", { ...fields, _password: password });

  assert.equal(wrong.status, 403);
  assert.match(wrong.text, /This is not your password/);
  assert.deepEqual(formOf(wrong.text).fields.name, "ci");
  assert.doesNotMatch(wrong.text, /a wrong password/);
  assert.equal(late.status, 429);
  assert.match(late.text, /Too many wrong passwords/);
  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);
});

test("S7: the question for the password leads to no other site", async () => {
  const it = await signIn(app, (await makePerson()).user);
  const elsewhere = "https://evil.example/";

  const asked = await it.get(`/recent-sign-in?return=${encodeURIComponent(elsewhere)}`);
  const answered = await it.post("/recent-sign-in", { return: elsewhere });

  assert.deepEqual([asked.location, answered.location], ["/", "/"]);
});

test("S7: an account without a password signs in again, and returns to where it was", async () => {
  const { user } = await makePerson({ admin: true });
  const it = await signIn(app, user);
  await db.user.update({ where: { id: user.id }, data: { passwordHash: null } });
  await endRecentSignIns();

  const asked = await it.get("/admin/activities.csv");
  const fields = formOf(asked.text).fields;
  const answer = await it.post("/sign-out", { return: fields.return ?? "" });

  assert.match(asked.text, /an account without a password here/);
  assert.match(asked.text, /Set a password/);
  assert.equal(answer.location, "/sign-in?return=%2Fadmin%2Factivities.csv");
});

test("S7: executing the deletion of a namespace needs a recent sign-in, that of images does not", async () => {
  const { owner, namespace, plan } = teams.north;
  const it = await signIn(app, owner);
  await it.get(`/namespaces/${namespace.id}`);
  const planned = await it.post(`/namespaces/${namespace.id}/deletion`);
  await endRecentSignIns();

  const whole = await it.post(`${planned.location}/execution`, { typed: namespace.name });
  const images = await it.post(`/deletions/${plan.id}/execution`);

  assert.match(planned.location ?? "", /^\/deletions\/\d+$/);
  assert.equal(whole.status, 403);
  assert.match(whole.text, /name="_password"/);
  assert.equal(images.status, 303);
});
