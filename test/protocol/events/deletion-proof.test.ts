import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { adviceOn } from "../../../src/protocol/events/advice.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { changeRole } from "../../../src/tenancy/teams/members.ts";
import { actorOf, by, makeUser } from "../../support/data/factories.ts";
import { manifestDigest } from "../../support/fakes/catalog.ts";
import { memberIn, minutesAgo, useProof, webhook } from "./proof.ts";

const proof = await useProof();
const { owner, mallory, fake, push, reportDeletion, tags } = proof;

test("a deletion is believed of somebody who may delete", async () => {
  await push(proof.contributor.username);
  await db.webhook.create({ data: { ...webhook, namespaceId: proof.place.id } });

  const event = await reportDeletion(owner.username);

  const entry = await db.activity.findFirst({
    where: { key: "tag.delete", subject: proof.repository },
  });
  assert.deepEqual([event.state, await tags()], ["applied", []]);
  assert.equal(entry?.actorName, owner.username);
  assert.equal(
    await db.webhookDelivery.count({
      where: { event: "delete", webhook: { namespaceId: proof.place.id } },
    }),
    1,
  );
});

const unprovenDeleters: Record<string, () => string> = {
  "a proof.contributor, who may not delete": () => proof.contributor.username,
  "a stranger": () => mallory.username,
  "a user unknown to Portus": () => "nobody-of-this-name",
  nobody: () => "",
};

for (const [who, username] of Object.entries(unprovenDeleters)) {
  test(`S13: a deletion reported in the name of ${who} removes nothing that the registry has`, async () => {
    await push(proof.contributor.username);

    const byTag = await reportDeletion(username());
    const byDigest = await reportDeletion(username(), { digest: manifestDigest("a") });

    const [tag] = await tags();
    assert.deepEqual([tag?.name, tag?.pushedBy], ["latest", proof.contributor.username]);
    for (const { state, reason } of [byTag, byDigest]) {
      assert.equal(state, "ignored");
      assert.match(reason ?? "", /may not delete from .*does not prove the deletion/);
      assert.match(adviceOn(reason) ?? "", /rotate it/);
    }
  });

  test(`S13: what the registry no longer has is removed after such a report in the name of ${who}, and nobody is named`, async () => {
    await push(proof.contributor.username);
    await db.webhook.create({ data: { ...webhook, namespaceId: proof.place.id } });
    fake.repositories[proof.repository] = {};

    await reportDeletion(username(), { digest: manifestDigest("a") });

    const [entry] = await db.activity.findMany({
      where: { key: "repository.delete", subject: proof.repository },
    });
    assert.deepEqual(await tags(), []);
    assert.deepEqual([entry?.actorName, entry?.actorId], ["", null]);
    assert.equal(
      await db.webhookDelivery.count({
        where: { event: "delete", webhook: { namespaceId: proof.place.id } },
      }),
      0,
    );
  });
}

test("S13: a deletion of a whole repository that proves nobody is left to the next sync", async () => {
  await push(proof.contributor.username);
  fake.repositories[proof.repository] = {};

  const event = await reportDeletion(mallory.username, {});

  assert.match(event.reason ?? "", /The next sync compares/);
  assert.equal((await tags()).length, 1);
});

test("S13: an unproven deletion dated in the future does not stop later pushes", async () => {
  fake.repositories[proof.repository] = {};
  await reportDeletion(mallory.username, { tag: "latest", at: minutesAgo(-30).toISOString() });

  fake.repositories[proof.repository] = { latest: "a" };
  await push(proof.contributor.username, { at: minutesAgo(-1).toISOString() });

  assert.equal((await tags())[0]?.pushedBy, proof.contributor.username);
});

test("S13: a registry that answers nothing usable is no proof of a deletion", async () => {
  await push(proof.contributor.username);
  const override = {
    path: /manifests/,
    answer: (_req: unknown, res: ServerResponse) => void res.writeHead(404).end("<html>"),
  };
  fake.overrides.push(override);

  await reportDeletion(mallory.username);
  fake.overrides.pop();

  assert.equal((await tags()).length, 1);
});

test("a deletion is believed shortly after an owner became a proof.contributor, not of somebody who was never one", async () => {
  const other = await makeUser();
  const team = await findTeam(actorOf(owner), proof.place.team.id);
  const { id } = await db.membership.create({
    data: { teamId: team.id, userId: other.id, role: "owner" },
  });
  await changeRole(by(actorOf(owner)), team, { memberId: id, role: "contributor" });
  const lost = await memberIn(team.id, proof.contributor.id);
  await changeRole(by(actorOf(owner)), team, { memberId: lost.id, role: "viewer" });
  await push(owner.username);

  const believed = await reportDeletion(other.username);
  const ignored = await reportDeletion(proof.contributor.username);

  assert.deepEqual([believed.state, ignored.state], ["applied", "ignored"]);
});
