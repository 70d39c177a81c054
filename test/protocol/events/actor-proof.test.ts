import assert from "node:assert/strict";
import { test } from "node:test";
import { disableUser, enableUser } from "../../../src/identity/people/users.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { moveToTeam } from "../../../src/tenancy/namespaces/change.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { changeRole, removeMember } from "../../../src/tenancy/teams/members.ts";
import { signIn } from "../../support/app.ts";
import { actorOf, by, makeTeam, makeUser } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { manifestDigest } from "../../support/fakes/catalog.ts";
import { memberIn, minutesAgo, useProof, webhook } from "./proof.ts";

const proof = await useProof();
const { app, admin, owner, mallory, push, tags } = proof;

test("S13: an event in the name of somebody who may not push does not make them the author", async () => {
  const event = await push(mallory.username);

  const [tag] = await tags();
  const move = await db.tagMove.findFirstOrThrow({
    where: { repositoryId: tag?.repositoryId ?? 0 },
  });
  assert.match(
    event.reason ?? "",
    new RegExp(`^${mallory.username} may not push to ${proof.repository}`),
  );
  assert.deepEqual(
    [event.state, tag?.authorName, tag?.authorId, tag?.pushedBy, tag?.unproven],
    ["ignored", "", null, "", true],
  );
  assert.deepEqual([move.byName, move.cause], ["", "unproven"]);
  assert.equal(await db.activity.count({ where: { actorName: mallory.username } }), 0);
});

test("S13: an event in the name of somebody who may not push brings in nothing that the registry has not", async () => {
  await push(mallory.username, { tag: "invented", digest: manifestDigest("invented") });

  assert.deepEqual(await tags(), []);
});

test("S13: such an event does not move a tag to another image than the registry has", async () => {
  await push(proof.contributor.username);
  await push(mallory.username, { digest: manifestDigest("evil") });

  const [tag] = await tags();
  const { digest } = await db.manifest.findUniqueOrThrow({ where: { id: tag?.manifestId ?? 0 } });
  assert.equal(digest, manifestDigest("a"));
  assert.deepEqual([tag?.pushedBy, tag?.unproven], [proof.contributor.username, false]);
});

test("S13: the pages, the API and the timeline call the pusher unproven", async () => {
  await push(mallory.username);
  const it = await signIn(app, owner);
  const { header } = await makeApplicationToken(owner);
  const stored = await db.repository.findFirstOrThrow({ where: { fullName: proof.repository } });

  const page = await it.get(`/repositories/${proof.repository}`);
  const image = await it.get(`/repositories/${proof.repository}/-/tags/latest`);
  const timeline = await it.get(`/repositories/${proof.repository}/-/tags/latest/timeline`);
  const res = await fetch(`${app.url}/api/v1/repositories/${stored.id}/tags`, {
    headers: { "portus-auth": header },
  });

  assert.match(page.text, /by\s+<span class="anywhere">unproven pusher/);
  assert.match(image.text, /by an unproven pusher/);
  assert.match(timeline.text, /unproven pusher: the event named somebody who may not push here/);
  const [listed] = (await res.json()) as { pushed_by: string; unproven_pusher: boolean }[];
  assert.deepEqual([listed?.pushed_by, listed?.unproven_pusher], ["", true]);
});

test("a proven push of the same image names its pusher again", async () => {
  await push(mallory.username);
  await push(proof.contributor.username);

  const [tag] = await tags();
  const manifest = await db.manifest.findUniqueOrThrow({ where: { id: tag?.manifestId ?? 0 } });
  assert.deepEqual([tag?.pushedBy, tag?.unproven], [proof.contributor.username, false]);
  assert.deepEqual([manifest.pushedBy, manifest.unproven], [proof.contributor.username, false]);
});

test("no webhook is called for an event that proves no pusher", async () => {
  await db.webhook.create({ data: { ...webhook, namespaceId: proof.place.id } });

  await push(mallory.username);
  const afterUnproven = await db.webhookDelivery.count();
  await push(proof.contributor.username);

  assert.deepEqual([afterUnproven, await db.webhookDelivery.count()], [0, 1]);
});

test("Portus itself is believed", async () => {
  const event = await push("portus");

  assert.equal(event.state, "applied");
});

test("a push that brings its namespace over its quota is believed", async () => {
  await db.namespace.update({ where: { id: proof.place.id }, data: { overQuota: true } });

  const event = await push(proof.contributor.username);

  assert.equal(event.state, "applied");
});

/** How somebody loses the right to push. */
const losses: Record<string, () => Promise<unknown>> = {
  "was removed from the team": async () => {
    const team = await findTeam(actorOf(owner), proof.place.team.id);
    const { id } = await memberIn(team.id, proof.contributor.id);
    await removeMember(by(actorOf(owner)), team, id);
  },
  "became a viewer": async () => {
    const team = await findTeam(actorOf(owner), proof.place.team.id);
    const { id } = await memberIn(team.id, proof.contributor.id);
    await changeRole(by(actorOf(owner)), team, { memberId: id, role: "viewer" });
  },
  "was disabled": () => disableUser(by(actorOf(admin)), proof.contributor.id),
  "was in the team from which the namespace was transferred": async () => {
    const other = await makeTeam({ owners: [owner] });
    const namespace = await findNamespace(actorOf(admin), proof.place.id);
    const team = await findTeam(actorOf(admin), other.id);
    await db.$transaction((tx) => moveToTeam(tx, by(actorOf(admin)), namespace, team));
  },
};

for (const [how, lose] of Object.entries(losses)) {
  test(`a push is believed shortly after the pusher ${how}, because a token from before is still valid`, async () => {
    await lose();

    const event = await push(proof.contributor.username);

    const [tag] = await tags();
    assert.deepEqual([event.state, tag?.pushedBy], ["applied", proof.contributor.username]);
  });

  test(`S13: a push is not believed once no token from before the pusher ${how} is valid`, async () => {
    await lose();
    const ended = minutesAgo(-(config.tokenTtl + 61) / 60).toISOString();

    const event = await push(proof.contributor.username, { at: ended });

    assert.deepEqual([event.state, (await tags())[0]?.unproven], ["ignored", true]);
  });
}

test("S13: an old timestamp does not make somebody a pusher who lost the right long before the event was received", async () => {
  await losses["was removed from the team"]?.();
  await db.activity.updateMany({ data: { at: minutesAgo(3 * 24 * 60) } });

  const event = await push(proof.contributor.username, { at: "2014-01-01T00:00:00Z" });

  assert.deepEqual([event.state, (await tags())[0]?.unproven], ["ignored", true]);
});

test("a push that the registry reports hours late is believed if the right was lost shortly before it", async () => {
  await losses["was removed from the team"]?.();
  await db.activity.updateMany({ data: { at: minutesAgo(20 * 60) } });

  const event = await push(proof.contributor.username, {
    at: minutesAgo(20 * 60 - 1).toISOString(),
  });

  assert.deepEqual(
    [event.state, (await tags())[0]?.pushedBy],
    ["applied", proof.contributor.username],
  );
});

test("S13: a loss makes nobody a pusher who could not push before it", async () => {
  const outsider = await makeUser();
  const team = await findTeam(actorOf(owner), proof.place.team.id);
  await db.membership.create({ data: { teamId: team.id, userId: outsider.id, role: "viewer" } });
  await removeMember(by(actorOf(owner)), team, (await memberIn(team.id, outsider.id)).id);
  await disableUser(by(actorOf(admin)), mallory.id);

  const events = [await push(outsider.username), await push(mallory.username)];
  await enableUser(by(actorOf(admin)), mallory.id);

  assert.deepEqual(
    events.map(({ state }) => state),
    ["ignored", "ignored"],
  );
});

test("a transfer from a personal namespace's hidden team is found although its name is not recorded", async () => {
  await db.team.update({ where: { id: proof.place.team.id }, data: { hidden: true } });
  await losses["was in the team from which the namespace was transferred"]?.();

  const event = await push(proof.contributor.username);

  assert.equal(event.state, "applied");
});

test("what somebody else lost makes nobody a pusher", async () => {
  await losses["was removed from the team"]?.();

  const event = await push(mallory.username);

  assert.equal(event.state, "ignored");
});
