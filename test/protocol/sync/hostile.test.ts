import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { eventOf, ociManifest } from "../../support/data/events.ts";
import { makeUser } from "../../support/data/factories.ts";
import { fakeCatalog, manifestDigest } from "../../support/fakes/catalog.ts";
import { arrive, catalogue, everything, removeAtOnce, sync, useSync } from "../../support/sync.ts";

await useSync();

const two = { app: { one: "a", two: "b" }, "web/app": { one: "c" } };
const next = (to: string) => ({ link: `<${to}>; rel="next"` });
const manyNames = () => {
  let sent = 0;
  return () => Array.from({ length: 60_000 }, () => `v${sent++}`);
};
const endless = (kind: "repositories" | "tags", names: () => string[]) => {
  let page = 0;
  return (req: IncomingMessage, res: ServerResponse) => {
    page += 1;
    const { pathname } = new URL(req.url ?? "", "http://registry");
    res.writeHead(200, next(`${pathname}?last=${page}`)).end(JSON.stringify({ [kind]: names() }));
  };
};
const flood = (start: string) => (_req: IncomingMessage, res: ServerResponse) => {
  res.writeHead(200, { "content-type": ociManifest });
  res.write(start);
  const more = () => {
    while (!res.destroyed && res.write(Buffer.alloc(1_048_576, `"x",`)));
    res.once("drain", more);
  };
  more();
};
const numbers = (kind: string) => {
  const body = `{"${kind}":[${"1,".repeat(8_000_000)}1]}`;
  return (_req: IncomingMessage, res: ServerResponse) => res.writeHead(200).end(body);
};
const errors = `{"errors":[${"1,".repeat(1_900_000)}1]}`;

const hostile: [string, RegExp, (req: IncomingMessage, res: ServerResponse) => void, RegExp][] = [
  [
    "a catalogue whose pages never end and say the same",
    /_catalog/,
    endless("repositories", () => ["app"]),
    /does not end/,
  ],
  [
    "a list of tags whose pages never end and say the same",
    /tags/,
    endless("tags", () => ["one"]),
    /lists more tags than/,
  ],
  [
    "a list of tags whose pages never end and say ever more",
    /tags/,
    endless("tags", manyNames()),
    /lists more tags than/,
  ],
  [
    "a catalogue that never ends",
    /_catalog/,
    flood(`{"repositories":[`),
    /exceeds 33,554,432 bytes/,
  ],
  ["lists of tags that never end", /tags/, flood(`{"tags":[`), /exceeds 33,554,432 bytes/],
  ["manifests that never end", /manifests/, flood("{"), /exceeds 4,194,304 bytes/],
  [
    "a catalogue of millions of numbers",
    /_catalog/,
    numbers("repositories"),
    /not a list of repositories/,
  ],
  ["lists of millions of numbers", /tags/, numbers("tags"), /not a list of tags/],
  [
    "millions of errors",
    /manifests/,
    (_req, res) => res.writeHead(404).end(errors),
    /no registry error code/,
  ],
  ["arrays in arrays", /tags/, (_req, res) => res.end("[".repeat(4_000_000)), /not a list of tags/],
];
for (const [title, path, answer, reason] of hostile)
  test(`a registry that sends ${title} gets an error, and nothing is lost`, async () => {
    removeAtOnce();
    const fake = await fakeCatalog(two);
    await sync(fake);
    const before = await everything();
    fake.overrides.push({ path, answer });

    const run = await sync(fake);

    const drifts = await db.drift.findMany();
    assert.deepEqual(await everything(), before);
    assert.match([run.note, ...drifts.map(({ reason }) => reason)].join(), reason);
    assert.equal(run.open, null);
    assert.equal(await db.drift.count({ where: { kind: "missing" } }), 0);
  });

test("a Link to another host is followed at the registry's own address, and our token goes nowhere else", async () => {
  const thief = await fakeCatalog({ stolen: { one: "a" } });
  const fake = await fakeCatalog(two);
  let sent = 0;
  fake.overrides.push({
    path: /_catalog/,
    answer: (_req, res) => {
      const body = JSON.stringify({ repositories: Object.keys(two) });
      sent += 1;
      res.writeHead(200, sent === 1 ? next(`${thief.url}/v2/_catalog?last=app`) : {}).end(body);
    },
  });
  fake.overrides.push({
    path: /web\/app\/tags/,
    answer: (req, res) => {
      const more = req.url?.includes("last") ? {} : next(`//${new URL(thief.url).host}/x?last=one`);
      res.writeHead(200, more).end('{"tags":["one"]}');
    },
  });

  const run = await sync(fake);

  assert.deepEqual([run.state, sent, thief.requests], ["finished", 2, []]);
  assert.deepEqual(await catalogue(), two);
});

test("a redirect of the registry is not followed, and nothing is lost", async () => {
  const fake = await fakeCatalog(two);
  await sync(fake);
  const before = await everything();
  const thief = await fakeCatalog({ app: { one: "c" } });
  const answer = (req: IncomingMessage, res: ServerResponse) =>
    res.writeHead(307, { location: `${thief.url}${req.url}` }).end();
  fake.overrides.push({ path: /tags|manifests/, answer });

  const run = await sync(fake);

  assert.deepEqual([run.unreadable, thief.requests], [2, []]);
  assert.deepEqual(await everything(), before);
});

test("after a Date of another century, later pushes still win", async () => {
  const user = await makeUser({ admin: true });
  const fake = await fakeCatalog({ app: { one: "a" } });
  fake.overrides.push({
    path: /tags/,
    answer: (_req, res) => {
      res.setHeader("date", new Date("2199-01-01").toUTCString());
      res.end(`{"tags":["one"]}`);
    },
  });
  await sync(fake);
  const at = new Date(Date.now() + 120_000).toISOString();

  const of = { repository: "app", actor: user.username, at };
  await arrive(eventOf({ ...of, tag: "one", digest: manifestDigest("b") }));

  assert.deepEqual(await catalogue(), { app: { one: "b" } });
});

const oddNames = [
  "..",
  "../../_catalog",
  "app/../web",
  "nul\0byte",
  "line\nbreak",
  "half\ud800pair",
  "q?x=y",
  "a b",
  "",
  "x".repeat(10_000),
];

test("repositories with invalid names are recorded, never asked for, and do not stop the others", async () => {
  const fake = await fakeCatalog(two);
  const list = JSON.stringify({ repositories: [...oddNames, ...Object.keys(two)] });
  fake.overrides.push({ path: /_catalog/, answer: (_req, res) => res.writeHead(200).end(list) });

  const run = await sync(fake);

  assert.deepEqual([run.state, run.unreadable], ["finished", oddNames.length]);
  assert.deepEqual(await catalogue(), two);
  const asked = fake.requests.filter((path) => !/^\/v2\/(_catalog$|app\/|web\/app\/)/.test(path));
  assert.deepEqual(asked, []);
});

test("tags with invalid names are recorded once, never asked for, and do not stop the others", async () => {
  const fake = await fakeCatalog(two);
  const list = JSON.stringify({ tags: [...oddNames, "-dash", "x".repeat(129), "one", "two"] });
  fake.overrides.push({ path: /^\/v2\/app\/tags/, answer: (_req, res) => res.end(list) });

  const run = await sync(fake);

  assert.deepEqual([run.state, run.added], ["finished", 3]);
  assert.deepEqual(await catalogue(), two);
  assert.deepEqual(fake.requests.filter((path) => path.includes("manifests")).sort(), [
    "/v2/app/manifests/one",
    "/v2/app/manifests/two",
    "/v2/web/app/manifests/one",
  ]);
  const [drift] = await db.drift.findMany();
  assert.deepEqual([drift?.repository, drift?.tag, drift?.kind], ["app", "", "unreadable"]);
  assert.match(drift?.reason ?? "", /names that are not valid, such as "\.\."/);
});

test("a registry that stops answering partway through a repository is given up after a few tags", async () => {
  const tags = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`v${n}`, "a"]));
  const fake = await fakeCatalog({ app: tags });
  fake.overrides.push({ path: /manifests/, answer: (req) => req.socket.destroy() });

  const run = await sync(fake);

  assert.deepEqual([run.state, run.unreadable, run.missing], ["finished", 1, 0]);
  assert.ok(fake.requests.length < 50, String(fake.requests.length));
  const [drift] = await db.drift.findMany();
  assert.equal(drift?.tag, "");
});

test("a sync that is stopped partway through a repository asks for no more of it, and a later one imports everything", async () => {
  const tags = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`v${n}`, "a"]));
  const fake = await fakeCatalog({ app: tags });

  const stopped = await sync(fake, { stopping: () => fake.requests.length > 20 });
  const asked = fake.requests.length;
  const run = await sync(fake);

  assert.deepEqual([stopped.state, stopped.added], ["running", 0]);
  assert.ok(asked < 50, String(asked));
  assert.deepEqual([run.state, run.added], ["finished", 500]);
});
