import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { useApp } from "../support/app.ts";
import {
  digestOf,
  makeManifest,
  makeRepository,
  makeTag,
  makeTags,
} from "../support/data/catalogue.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  password,
  unique,
} from "../support/data/factories.ts";

const app = await useApp();
await makeRegistry();
const admin = await makeUser({ admin: true });

type Row = { id: number; name: string; username: string; digest: string };

async function get<T = Row[]>(path: string, who = admin) {
  const headers = { "Portus-Auth": `${who.username}:${password}` };
  const res = await fetch(`${app.url}/api/v1${path}`, { headers });
  return { status: res.status, headers: res.headers, json: (await res.json()) as T };
}

const numbers = (many: number) => Array.from({ length: many }, (_, n) => n);

test("A3: nested lists have all their rows, unless a page is requested", async () => {
  const team = await makeTeam({ owners: [admin] });
  const place = {
    registryId: (await makeRegistry()).id,
    teamId: team.id,
    kind: "team",
    visibility: "private",
  } as const;
  await db.namespace.createMany({ data: numbers(40).map(() => ({ name: unique("n"), ...place })) });
  const namespace = await makeNamespace({ team });
  const made = { namespaceId: namespace.id };
  await db.repository.createMany({
    data: numbers(40).map((n) => ({ ...made, name: `r${n}`, fullName: `${namespace.name}/r${n}` })),
  });
  const repository = await makeRepository({ namespace, tagsCount: 2600 });
  await makeTags(await makeManifest(repository), 2600);
  await db.registry.createMany({
    data: numbers(20).map((n) => ({
      name: `r${n}`,
      hostname: `r${n}.test.lan`,
      url: `http://r${n}`,
    })),
  });

  const lengths = async (query: string) => {
    const paths = [
      `/teams/${team.id}/namespaces`,
      `/namespaces/${namespace.id}/repositories`,
      `/repositories/${repository.id}/tags`,
      "/registries",
    ];
    const answers = await Promise.all(paths.map((path) => get(path + query)));
    return answers.map(({ json, headers }) => [json.length, headers.get("x-total")]);
  };

  assert.deepEqual(await lengths(""), [
    [41, "41"],
    [41, "41"],
    [2600, "2600"],
    [21, "21"],
  ]);
  assert.deepEqual(
    (await lengths("?page=1")).map(([length]) => length),
    [15, 15, 15, 15],
  );
  assert.deepEqual(
    (await lengths("?per_page=20&page=2")).map(([length]) => length),
    [20, 20, 20, 1],
  );
});

test("A3: grouped tags are not cut at a thousand, and tags of one digest stay together", async () => {
  const repository = await makeRepository({ tagsCount: 2401 });
  const shared = await makeManifest(repository);
  await makeTags(shared, 1200);
  const { repositoryId, mediaType, size, pushedAt } = shared;
  await db.manifest.createMany({
    data: numbers(1200).map((n) => ({
      repositoryId,
      mediaType,
      size,
      pushedAt,
      digest: digestOf(`${n}`),
    })),
  });
  await db.$executeRaw`
    INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
    SELECT repository_id, id, 'single-' || id, '', '', now(), now(), now()
    FROM manifests WHERE repository_id = ${repository.id} AND id <> ${shared.id}`;
  await makeTag(shared, "last");

  const { json } = await get<Row[][]>(`/repositories/${repository.id}/tags/grouped`);

  assert.equal(json.length, 1201);
  assert.equal(json[0]?.length, 1201);
  assert.equal(json[0]?.at(-1)?.name, "last");
});

test("A3: a page has at most 1000 rows, and says how many it has", async () => {
  await db.user.createMany({ data: numbers(2_001).map((n) => ({ username: `u${n}` })) });
  for (const list of ["/users", "/teams", "/namespaces", "/repositories", "/tags"]) {
    const { status, headers } = await get(`${list}?per_page=5000`);
    assert.deepEqual([list, status, headers.get("x-per-page")], [list, 200, "1000"]);
  }
  for (const huge of ["99999999999999", "9".repeat(30)]) {
    const { status, headers } = await get(`/users?per_page=${huge}`);
    assert.deepEqual([huge, status, headers.get("x-per-page")], [huge, 200, "1000"]);
  }
  const { json, headers } = await get("/users?per_page=5000&page=2");
  assert.equal(json.length, 1000);
  assert.match(headers.get("link") ?? "", /per_page=1000/);
  assert.equal((await get("/users")).json.length, 15);
});

test("A3: members have the user fields of SUSE Portus; e-mail addresses are for admins and the person", async () => {
  const { user: kim, namespace } = await makePerson({ displayName: "Kim" });
  const others = await Promise.all(numbers(30).map(() => makeUser()));
  const robot = await makeUser({ robot: true, disabledAt: new Date() });
  const team = await makeTeam({ owners: [kim], viewers: [...others, robot] });

  type Member = Record<string, unknown>;
  const asked = async (who: typeof kim) =>
    (await get<Member[]>(`/teams/${team.id}/members`, who)).json;
  const [byKim, byAdmin] = [await asked(kim), await asked(admin)];

  const { id, created_at: _, updated_at: __, ...own } = byKim[0] ?? {};
  assert.equal(typeof id, "number");
  assert.deepEqual(own, {
    team_id: team.id,
    user_id: kim.id,
    role: "owner",
    display_name: "Kim",
    username: kim.username,
    email: kim.email,
    admin: false,
    enabled: true,
    namespace_id: namespace.id,
    bot: false,
  });
  assert.deepEqual([byKim.length, byAdmin.length], [32, 32]);
  const other = (members: Member[]) => members.find((one) => one.user_id === robot.id);
  assert.deepEqual([other(byKim)?.email, other(byAdmin)?.email], [null, robot.email]);
  assert.deepEqual([other(byKim)?.bot, other(byKim)?.enabled], [true, false]);
  assert.equal(other(byKim)?.display_name, robot.username);
});
