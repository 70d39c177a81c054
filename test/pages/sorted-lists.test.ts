import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type User } from "../../src/platform/db/client.ts";
import { type Browser, signIn, useApp } from "../support/app.ts";
import { makeRepository } from "../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, makeTeam, makeUser } from "../support/data/factories.ts";
import { deliveryOf, makeWebhook } from "../support/data/webhooks.ts";

const app = await useApp();
await makeRegistry();

let admin: User;
let it: Browser;
let webhook = "";
const total = 60;
const nameOf = (n: number) => `list-${String((n * 7) % total).padStart(2, "0")}`;

before(async () => {
  admin = await makeUser({ username: "admin-of-all", admin: true });
  const team = await makeTeam({ owners: [admin] }, { name: "list-team" });
  const namespace = await makeNamespace({ team, name: "list", visibility: "public" });
  for (let n = 0; n < total; n += 1) {
    const name = nameOf(n);
    await makeUser({ username: name, ...(n % 2 === 0 && { currentSignInAt: new Date(n * 1e9) }) });
    await makeUser({ username: `list-team+${name}`, robot: true, robotTeamId: team.id });
    await makeTeam({}, { name });
    await makeNamespace({ team, name });
    await makeRepository({ namespace, name, pullsCount: BigInt(n % 5) });
  }
  const made = await makeWebhook(namespace, {});
  for (const state of ["sent", "failed", "sent"] as const)
    await db.webhookDelivery.create({ data: { ...deliveryOf({ state }), webhookId: made.id } });
  webhook = `/namespaces/${namespace.id}/webhooks/${made.id}`;
  it = await signIn(app, admin);
});

const lists = [
  { path: "/namespaces", sorts: ["created", "name"] },
  { path: "/teams", sorts: ["created", "name"] },
  { path: "/robots", sorts: ["created", "name"] },
  { path: "/repositories", sorts: ["pushed", "name", "pulls"] },
  { path: "/admin/users", sorts: ["created", "name", "signed-in"] },
];

/** The names in the first column, which all begin with "list". */
const namesIn = (text: string) =>
  [...text.matchAll(/<th scope="row"[^>]*>([\s\S]*?)<\/a>/g)].map(
    ([, head = ""]) => /list[\w+-]*(?:\/list-\d\d)?$/.exec(head.replace(/<[^>]*>/g, ""))?.[0] ?? "",
  );

/** The names of all pages of a list, from the first on. */
async function walk(path: string): Promise<string[]> {
  const names: string[] = [];
  for (let next: string | undefined = path; next; ) {
    const { status, text } = await it.get(next);
    assert.equal(status, 200, text);
    names.push(...namesIn(text));
    next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  return names;
}

for (const { path, sorts } of lists) {
  for (const sort of sorts)
    for (const order of ["asc", "desc"])
      test(`${path} by ${sort}, ${order}: each row once, in the opposite order of the other way`, async () => {
        const names = await walk(`${path}?q=list-&sort=${sort}&order=${order}`);
        const back = await walk(
          `${path}?q=list-&sort=${sort}&order=${order === "asc" ? "desc" : "asc"}`,
        );

        assert.ok(names.length >= total);
        assert.equal(new Set(names).size, names.length);
        assert.deepEqual(back, names.toReversed());
        if (sort === "name") assert.deepEqual(names, names.toSorted(order === "asc" ? up : down));
      });

  test(`${path}: heads are links that say how the list is sorted, and turn its order around`, async () => {
    const first = (await it.get(`${path}?q=list-`)).text;
    const sorted = (await it.get(`${path}?q=list-&sort=name`)).text;

    assert.equal(first.match(/aria-sort="descending"/g)?.length, 1);
    assert.match(first, /<a href="[^"]*\?q=list-&amp;sort=name">/);
    assert.match(
      sorted,
      /aria-sort="ascending"><a href="[^"]*\?q=list-&amp;sort=name&amp;order=desc">/,
    );
    assert.match(sorted, /<input type="hidden" name="sort" value="name">/);
    assert.match(sorted, /rel="next"[^>]*>Next/);
    assert.match(sorted, /class="total">\s*\d+ \w+/);
  });

  for (const query of [
    "sort=password_hash",
    "sort=constructor",
    "order=sideways",
    "older=%00",
    "older=n~zzzzzz",
    "newer=x%F0%9F%A6%AD~1",
    "sort=name&older=t1~1",
    "sort=name&sort=created",
    `q=${"x".repeat(300)}`,
  ])
    test(`${path}?${query.slice(0, 30)}: the list as usual, with a note`, async () => {
      const { status, text } = await it.get(`${path}?${query}`);

      assert.equal(status, query.includes("%00") ? 422 : 200, text);
      const [name] = query.split("=").slice(-2)[0]?.split("&").slice(-1) ?? [];
      if (status === 200) assert.match(text, new RegExp(`Ignored in this address: ${name}=`));
    });

  test(`${path}: a filter that nothing matches says how to widen it`, async () => {
    const { text } = await it.get(`${path}?q=no-such-thing-%3Cb%3E`);

    assert.match(text, /class="empty__text">[^<]+\./);
    assert.match(text, />Show all /);
    assert.doesNotMatch(text, /no-such-thing-<b>/);
  });
}

const up = (one: string, other: string) => one.localeCompare(other, "en");
const down = (one: string, other: string) => up(other, one);

test("accounts are filtered by kind and state", async () => {
  const robots = await it.get("/admin/users?state=robots&q=list-");
  const admins = await it.get("/admin/users?state=admins");
  const odd = await it.get("/admin/users?state=sleepy");

  assert.ok(namesIn(robots.text).every((name) => name.includes("+")));
  assert.match(admins.text, /admin-of-all/);
  assert.doesNotMatch(admins.text, /list-00/);
  assert.match(
    odd.text,
    /Ignored in this address: state=sleepy \(not one of people, robots, admins, disabled, no-second-factor\)/,
  );
});

test("deliveries are filtered by state and event, and sorted oldest first", async () => {
  const count = (text: string) => text.match(/\/deliveries\/\d+">/g)?.length ?? 0;
  const idsIn = (text: string) =>
    [...text.matchAll(/\/deliveries\/(\d+)">/g)].map(([, id]) => Number(id));

  const [all, failed, none] = [
    await it.get(webhook),
    await it.get(`${webhook}?state=failed`),
    await it.get(`${webhook}?state=pending`),
  ];
  const oldest = await it.get(`${webhook}?order=asc`);

  assert.deepEqual(
    [all, failed, none].map(({ text }) => count(text)),
    [3, 1, 0],
  );
  assert.match(none.text, /No delivery matches\. <a[^>]*>Show all deliveries/);
  assert.deepEqual(idsIn(oldest.text), idsIn(all.text).toReversed());
});
