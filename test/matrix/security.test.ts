import assert from "node:assert/strict";
import { test } from "node:test";
import { planTeam } from "../../src/lifecycle/deletion/plan/targets.ts";
import { executePlan } from "../../src/lifecycle/deletion/run/run.ts";
import { db } from "../../src/platform/db/client.ts";
import { findTeam } from "../../src/tenancy/teams/find.ts";
import { client } from "../protocol/token/token-client.ts";
import { useApp } from "../support/app.ts";
import { actorOf, by, password as current, makeTeam } from "../support/data/factories.ts";
import { makeApplicationToken, makeTwoTeams, type TeamData } from "../support/data/two-teams.ts";
import { address } from "./address.ts";
import { pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const clients = await pageClients(app, teams);

const corpus = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</title><svg/onload=alert(1)>",
  "</textarea><iframe src=javascript:alert(1)>",
  "<%= process.exit(1) %>",
];
const hostile = corpus.join(" ");

const bounds = {
  expires: { expiresAt: new Date(Date.now() + 60_000) },
  "is bound to an address": { addresses: ["127.0.0.1"] },
  "is limited to repositories": { patterns: ["north/*"] },
};

for (const [what, given] of Object.entries(bounds))
  test(`FIELD 6: a token that ${what} can't create or rotate tokens`, async () => {
    const { owner, team, token, robotToken } = teams.north;
    const { header } = await makeApplicationToken(owner, given);
    const before = await db.applicationToken.findMany({ orderBy: { id: "asc" } });

    const codes = [];
    for (const [path, body] of [
      [`/users/${owner.id}/application_tokens`, { application: "free" }],
      [`/users/application_tokens/${token.id}/rotation`, {}],
      [`/users/application_tokens/${robotToken.id}/rotation`, {}],
      ["/robots", { team: team.name, name: "free", role: "viewer" }],
    ] as const) {
      const headers = { "portus-auth": header, "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      codes.push((await fetch(`${app.url}/api/v1${path}`, init)).status);
    }

    assert.deepEqual(codes, [403, 403, 403, 403]);
    assert.deepEqual(await db.applicationToken.findMany({ orderBy: { id: "asc" } }), before);
    assert.equal(await db.user.count({ where: { robot: true } }), 2);
  });

test("FIELD 5: members of a deleted team are granted nothing", async () => {
  const { contributor, team, namespace } = teams.south;
  const access = () => client(app).access("repository:south/app:pull,push", contributor);
  assert.equal((await access())?.length, 1);

  const admin = actorOf(teams.admin);
  const { id } = await planTeam(by(admin), await findTeam(admin, team.id), undefined);
  await executePlan(by(admin), id);

  assert.deepEqual(await access(), []);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);
});

test("FIELD 7: a password change revokes refresh tokens", async () => {
  const { viewer } = teams.north;
  const asked = { grant_type: "password", client_id: "docker", access_type: "offline" };
  const { refresh_token = "" } = (
    await client(app).post(
      Object.entries({ ...asked, username: viewer.username, password: current }),
    )
  ).body;
  const refresh = () =>
    client(app).post(
      Object.entries({ grant_type: "refresh_token", client_id: "docker", refresh_token }),
    );
  assert.equal((await refresh()).status, 200);

  const form = { current, password: "a new and long password" };
  const changed = await clients.view?.("POST /profile/password", "/profile/password", form);

  assert.equal(changed?.code, "303");
  assert.equal((await refresh()).status, 401);
});

test("API-004: creating a namespace in an unknown or a hidden team is the same 404", async () => {
  const { header } = await makeApplicationToken(teams.admin);
  const headers = { "portus-auth": header, "content-type": "application/json" };
  const make = async (team: string) => {
    const body = JSON.stringify({ name: "fresh", team });
    const answer = await fetch(`${app.url}/api/v1/namespaces`, { method: "POST", headers, body });
    return [answer.status, await answer.text()];
  };

  const unknown = await make("No such team");

  assert.equal(unknown[0], 404);
  const hidden = await makeTeam({}, { hidden: true });
  assert.deepEqual(await make(hidden.name), unknown);
});

test("FIELD 14: every page escapes text from outside", async () => {
  await storeEverywhere(teams.north);
  const reads = pages.filter(({ route }) => route.startsWith("GET "));
  let shown = 0;

  for (const { route } of reads)
    for (const who of ["own", "adm"]) {
      const answer = await clients[who]?.(route, address(route, teams.north), {});
      const text = answer?.html ? answer.text : ""; // browsers show nothing else as a page

      for (const piece of corpus)
        assert.ok(!text.includes(piece), `${route} does not escape ${piece}`);
      if (text.includes("&lt;script&gt;alert(1)")) shown += 1;
    }

  assert.ok(shown > 30, `only ${shown} pages show the text`);
});

/** Stores the text in every field that people and registries fill. */
async function storeEverywhere({
  team,
  namespace,
  repository,
  manifest,
  token,
  tag,
}: TeamData): Promise<void> {
  await db.team.update({
    where: { id: team.id },
    data: { name: `Team ${hostile}`, description: hostile },
  });
  await db.namespace.update({ where: { id: namespace.id }, data: { description: hostile } });
  await db.repository.update({
    where: { id: repository.id },
    data: { description: hostile, pushedBy: hostile },
  });
  await db.tag.update({ where: { id: tag.id }, data: { pushedBy: hostile, authorName: hostile } });
  await db.manifest.update({
    where: { id: manifest.id },
    data: { pushedBy: hostile, platform: hostile, readError: hostile, artifactType: hostile },
  });
  await db.manifest.update({ where: { id: manifest.id }, data: imageWithText(manifest.payload) });
  await db.manifestLayer.updateMany({ data: { createdBy: hostile } });
  await db.user.updateMany({ data: { displayName: hostile } });
  await db.comment.updateMany({ data: { body: hostile, authorName: hostile } });
  await db.applicationToken.update({ where: { id: token.id }, data: { name: hostile } });
  await db.refreshToken.updateMany({ data: { clientId: hostile, address: hostile } });
  await db.registry.updateMany({ data: { name: hostile } });
  await db.registryEvent.updateMany({
    data: { reason: hostile, repository: hostile, payload: { text: hostile } },
  });
  await db.drift.updateMany({ data: { reason: hostile } });
  await db.tagMove.updateMany({ data: { byName: hostile } });
  await db.activity.create({
    data: {
      key: "repository.push",
      actorName: hostile,
      subject: hostile,
      teamId: team.id,
      namespaceId: namespace.id,
      repositoryId: repository.id,
      details: { tag: hostile, digest: hostile },
    },
  });
}

/** The text in an image's annotations, labels, author and history. */
function imageWithText(payload: Uint8Array | null) {
  const manifest = JSON.parse(Buffer.from(payload ?? []).toString());
  const annotations = { title: hostile, [hostile]: "a name" };
  const Labels = { title: hostile, [hostile]: "a name" };
  return {
    payload: Buffer.from(JSON.stringify({ ...manifest, annotations })),
    config: {
      author: hostile,
      config: { Labels, Env: [`TEXT=${hostile}`], Cmd: [hostile], User: hostile },
      history: [{ created_by: hostile, comment: hostile, author: hostile }],
    },
  };
}
