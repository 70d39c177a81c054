import assert from "node:assert/strict";
import { before, test } from "node:test";
import { endpoints } from "../../src/main/api.ts";
import { db } from "../../src/platform/db/client.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { useApp } from "../support/app.ts";
import { makeRepository, makeTag } from "../support/data/catalogue.ts";
import {
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  password,
} from "../support/data/factories.ts";
import { layer, storeImage } from "../support/data/images.ts";
import { fakeRegistry } from "../support/fakes/registry.ts";
import { serveManifests } from "../support/fakes/stored-manifests.ts";

// Deletions take their parameters from the query and from the body.

const app = await useApp();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });
const admin = await makeUser({ admin: true });

const json = "application/json";
const form = "application/x-www-form-urlencoded";

async function remove(path: string, { body, type = json }: { body?: string; type?: string } = {}) {
  const res = await fetch(`${app.url}/api/v1${path}`, {
    method: "DELETE",
    headers: { "Portus-Auth": `${admin.username}:${password}`, "Content-Type": type },
    ...(body !== undefined && { body }),
  });
  const text = await res.text();
  return { status: res.status, message: text ? JSON.parse(text).message : null };
}

async function teamWithNamespace() {
  const team = await makeTeam({ owners: [admin] });
  const receivingTeam = await makeTeam({ owners: [admin] });
  const namespace = await makeNamespace({ team, registryId: registry.id });
  const owner = async () =>
    (await db.namespace.findUnique({ where: { id: namespace.id } }))?.teamId ?? null;
  return { team, receivingTeam, owner, path: `/teams/${team.id}` };
}

const ways: [
  string,
  (receivingTeam: string) => { query?: string; body?: string; type?: string },
][] = [
  ["in the query", (receivingTeam) => ({ query: `?new_team=${receivingTeam}` })],
  ["in a JSON body", (new_team) => ({ body: JSON.stringify({ new_team }) })],
  ["in a form", (receivingTeam) => ({ body: `new_team=${receivingTeam}`, type: form })],
  [
    "in both",
    (receivingTeam) => ({
      query: `?new_team=${receivingTeam}`,
      body: `new_team=${receivingTeam}`,
      type: form,
    }),
  ],
];

for (const [where, way] of ways)
  test(`A6: the team that receives the namespaces of a deleted team is named ${where}`, async () => {
    const { receivingTeam, owner, path } = await teamWithNamespace();
    const { query = "", ...sent } = way(receivingTeam.name);

    assert.deepEqual(await remove(path + query, sent), { status: 204, message: null });
    assert.equal(await owner(), receivingTeam.id);
  });

const unclear: [
  string,
  (receivingTeam: string) => { query?: string; body?: string; type?: string },
  RegExp,
][] = [
  [
    "query and body differ",
    (receivingTeam) => ({ query: `?new_team=${receivingTeam}`, body: '{"new_team":"x"}' }),
    /different values/,
  ],
  ["the name is empty", () => ({ query: "?new_team=" }), /name/],
  [
    "the field is misspelt",
    (receivingTeam) => ({ body: `{"newteam":"${receivingTeam}"}` }),
    /Did you mean \\"new_team/,
  ],
  [
    "the field is misspelt in the query",
    (receivingTeam) => ({ query: `?team=${receivingTeam}` }),
    /is not a field/,
  ],
  [
    "the field is wrapped",
    (receivingTeam) => ({ body: `{"team":{"new_team":"${receivingTeam}"}}` }),
    /is not a field/,
  ],
  [
    "the body is of a type that nobody reads",
    (receivingTeam) => ({ body: `new_team=${receivingTeam}`, type: "text/plain" }),
    /Send the body as/,
  ],
];

for (const [what, way, sentence] of unclear)
  test(`A6: nothing is deleted if ${what}`, async () => {
    const { team, receivingTeam, owner, path } = await teamWithNamespace();
    const { query = "", ...sent } = way(receivingTeam.name);

    const { status, message } = await remove(path + query, sent);

    assert.ok([415, 422].includes(status), String(status));
    assert.match(JSON.stringify(message), sentence);
    assert.equal(await owner(), team.id);
  });

test("A6: deletions refuse unknown parameters in the query and in the body", async () => {
  const deleting = endpoints.filter(({ method }) => method === "delete");
  assert.ok(deleting.length > 10);

  for (const { path } of deleting) {
    const address = path.replace(/:\w+/g, "1");
    const answers = [
      await remove(`${address}?keep_this=1`),
      await remove(address, { body: '{"keep_this":1}' }),
      await remove(address, { body: "keep_this=1", type: form }),
      await remove(address, { body: '{"keep', type: json }),
    ];
    assert.deepEqual([path, ...answers.map(({ status }) => status)], [path, 422, 422, 422, 400]);
  }
});

for (const named of [true, false])
  test(`A4: deleting a tag deletes all tags of its image; with only=tag, just that tag (${named ? "3.x" : "2.x"})`, async () => {
    const repository = await makeRepository({
      namespace: await makeNamespace({ registryId: registry.id }),
      tagsCount: 4,
    });
    const image = await storeImage(repository, { tag: "1.0" });
    const latest = await makeTag(image, "latest");
    const second = await storeImage(repository, { tag: "2.0", layers: [layer("other", 10)] });
    const twin = await makeTag(second, "2");
    const { references } = await serveManifests(fake, repository, { named });
    const left = async () =>
      (await db.tag.findMany({ where: { repositoryId: repository.id } }))
        .map((it) => it.name)
        .sort();

    const one = await remove(`/tags/${latest.id}?only=tag`);
    assert.deepEqual([one.status, await left()], [204, ["1.0", "2", "2.0"]]);
    const wrong = await remove(`/tags/${twin.id}`, { body: '{"only":"digest"}' });
    assert.deepEqual([wrong.status, (await left()).length], [422, 3]);
    const both = await remove(`/tags/${twin.id}`);

    assert.deepEqual([both.status, await left()], [204, ["1.0"]]);
    assert.ok(references().includes("1.0") && !references().includes("latest"));
  });

for (const query of ["", "?only=tag"])
  test(`of six deletions of a tag at once, one is made and recorded: DELETE /tags/:id${query}`, async () => {
    const namespace = await makeNamespace({ registryId: registry.id });
    const repository = await makeRepository({ namespace, tagsCount: 3 });
    const image = await storeImage(repository, { tag: "1.0" });
    const latest = await makeTag(image, "latest");
    await storeImage(repository, { tag: "2.0", layers: [layer("other", 10)] });
    await serveManifests(fake, repository);

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => remove(`/tags/${latest.id}${query}`)),
    );

    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404, 404, 404, 404]);
    const { id: repositoryId } = repository;
    const run = { repositoryId, executedAt: { not: null } };
    assert.equal(await db.deletionPlan.count({ where: run }), 1);
    assert.equal(await db.activity.count({ where: { repositoryId, key: "tag.delete" } }), 1);
  });

test("A4: immutable tags are set as a list or as text, under either name", async () => {
  const { id } = await makeNamespace();
  const path = `/namespaces/${id}/immutable_tags`;
  const put = async (sent: object) => {
    const res = await fetch(`${app.url}/api/v1${path}`, {
      method: "PUT",
      headers: { "Portus-Auth": `${admin.username}:${password}`, "Content-Type": json },
      body: JSON.stringify(sent),
    });
    const { immutableTags } = await db.namespace.findUniqueOrThrow({ where: { id } });
    return [res.status, immutableTags, await res.text()] as const;
  };

  for (const name of ["patterns", "immutable_tags"]) {
    assert.deepEqual(await put({ [name]: ["v*", "!latest"] }), [204, ["v*", "!latest"], ""]);
    assert.deepEqual(await put({ [name]: "rc-*" }), [204, ["rc-*"], ""]);
    assert.deepEqual(await put({ [name]: "v*\nrc-* v*" }), [204, ["v*", "rc-*"], ""]);
    assert.deepEqual(await put({ [name]: [] }), [204, [], ""]);
    const [status, , text] = await put({ [name]: ["v[0-9]"] });
    assert.equal(status, 422);
    assert.match(text, /v\[0-9\]/);
  }
  for (const unclear of [{}, { patterns: [], immutable_tags: ["v*"] }])
    assert.deepEqual((await put(unclear)).slice(0, 2), [422, []]);
});

const written: [string, (id: number) => string][] = [
  ["hexadecimal", (id) => `0x${id.toString(16)}`],
  ["with an exponent", (id) => `${id}e0`],
  ["with a zero before it", (id) => `0${id}`],
  ["with a space", (id) => `${id}%20`],
  ["with a fraction", (id) => `${id}.0`],
];

for (const [how, write] of written)
  test(`A6: an id written ${how} is refused and deletes nothing`, async () => {
    const { team } = await teamWithNamespace();

    const { status } = await remove(`/teams/${write(team.id)}`);

    assert.equal(status, 422);
    assert.notEqual(await db.team.findUnique({ where: { id: team.id } }), null);
  });
