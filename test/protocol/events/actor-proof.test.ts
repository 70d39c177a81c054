import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { before, beforeEach, test } from "node:test";
import { disableUser, enableUser } from "../../../src/identity/people/users.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { adviceOn } from "../../../src/protocol/events/advice.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { lookUpPulled } from "../../../src/protocol/sync/import/pull-lookups.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { moveToTeam } from "../../../src/tenancy/namespaces/change.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { changeRole, removeMember } from "../../../src/tenancy/teams/members.ts";
import { signIn, useApp } from "../../support/app.ts";
import { type EventDraft, eventOf, post } from "../../support/data/events.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { fakeCatalog, manifestDigest } from "../../support/fakes/catalog.ts";

const app = await useApp();
before(ensureKeys);
const admin = await makeUser({ admin: true });
const [owner, mallory] = [await makeUser(), await makeUser()];
const fake = await fakeCatalog({});
await makeRegistry({ url: fake.url });

let contributor: User;
let place: { team: Awaited<ReturnType<typeof makeTeam>>; name: string; id: number };
let repository: string;

beforeEach(async () => {
  contributor = await makeUser();
  const team = await makeTeam({ owners: [owner], contributors: [contributor] });
  const { name, id } = await makeNamespace({ name: unique("web"), team });
  place = { team, name, id };
  repository = `${name}/app`;
  fake.repositories[repository] = { latest: "a" };
});

/** Receives a push event in somebody's name, and executes what it caused. */
function push(username: string, given: EventDraft = {}) {
  return receive({ tag: "latest", digest: manifestDigest("a"), actor: username, ...given });
}

/** The same for a deletion, of a tag unless it is given. */
function reportDeletion(username: string, given: EventDraft = { tag: "latest" }) {
  return receive({ action: "delete", actor: username, ...given });
}

async function receive(draft: EventDraft) {
  const event = eventOf({ repository, ...draft });
  await post(app, { events: [event] });
  await applyPending();
  await db.pullLookup.updateMany({ data: { tryAfter: new Date(0) } });
  await lookUpPulled();
  return db.registryEvent.findUniqueOrThrow({ where: { eventId: event.id } });
}

const tags = () =>
  db.tag.findMany({ where: { repository: { fullName: repository } }, orderBy: { name: "asc" } });

const webhook = {
  name: "ci",
  url: "https://ci.example.org",
  sealedSecret: new Uint8Array(8),
};

const memberIn = (teamId: number, userId: number) =>
  db.membership.findFirstOrThrow({ where: { teamId, userId } });

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

test("S13: an event in the name of somebody who may not push does not make them the author", async () => {
  const event = await push(mallory.username);

  const [tag] = await tags();
  const move = await db.tagMove.findFirstOrThrow({
    where: { repositoryId: tag?.repositoryId ?? 0 },
  });
  assert.match(
    event.reason ?? "",
    new RegExp(`^${mallory.username} may not push to ${repository}`),
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
  await push(contributor.username);
  await push(mallory.username, { digest: manifestDigest("evil") });

  const [tag] = await tags();
  const { digest } = await db.manifest.findUniqueOrThrow({ where: { id: tag?.manifestId ?? 0 } });
  assert.equal(digest, manifestDigest("a"));
  assert.deepEqual([tag?.pushedBy, tag?.unproven], [contributor.username, false]);
});

test("S13: the pages, the API and the timeline call the pusher unproven", async () => {
  await push(mallory.username);
  const it = await signIn(app, owner);
  const { header } = await makeApplicationToken(owner);
  const stored = await db.repository.findFirstOrThrow({ where: { fullName: repository } });

  const page = await it.get(`/repositories/${repository}`);
  const image = await it.get(`/repositories/${repository}/-/tags/latest`);
  const timeline = await it.get(`/repositories/${repository}/-/tags/latest/timeline`);
  const res = await fetch(`${app.url}/api/v1/repositories/${stored.id}/tags`, {
    headers: { "portus-auth": header },
  });

  assert.match(page.text, /by unproven pusher/);
  assert.match(image.text, /by an unproven pusher/);
  assert.match(timeline.text, /unproven pusher: the event named somebody who may not push here/);
  const [listed] = (await res.json()) as { pushed_by: string; unproven_pusher: boolean }[];
  assert.deepEqual([listed?.pushed_by, listed?.unproven_pusher], ["", true]);
});

test("a proven push of the same image names its pusher again", async () => {
  await push(mallory.username);
  await push(contributor.username);

  const [tag] = await tags();
  const manifest = await db.manifest.findUniqueOrThrow({ where: { id: tag?.manifestId ?? 0 } });
  assert.deepEqual([tag?.pushedBy, tag?.unproven], [contributor.username, false]);
  assert.deepEqual([manifest.pushedBy, manifest.unproven], [contributor.username, false]);
});

test("no webhook is called for an event that proves no pusher", async () => {
  await db.webhook.create({ data: { ...webhook, namespaceId: place.id } });

  await push(mallory.username);
  const afterUnproven = await db.webhookDelivery.count();
  await push(contributor.username);

  assert.deepEqual([afterUnproven, await db.webhookDelivery.count()], [0, 1]);
});

test("Portus itself is believed", async () => {
  const event = await push("portus");

  assert.equal(event.state, "applied");
});

test("a push that brings its namespace over its quota is believed", async () => {
  await db.namespace.update({ where: { id: place.id }, data: { overQuota: true } });

  const event = await push(contributor.username);

  assert.equal(event.state, "applied");
});

/** How somebody loses the right to push. */
const losses: Record<string, () => Promise<unknown>> = {
  "was removed from the team": async () => {
    const team = await findTeam(actorOf(owner), place.team.id);
    const { id } = await memberIn(team.id, contributor.id);
    await removeMember(by(actorOf(owner)), team, id);
  },
  "became a viewer": async () => {
    const team = await findTeam(actorOf(owner), place.team.id);
    const { id } = await memberIn(team.id, contributor.id);
    await changeRole(by(actorOf(owner)), team, { memberId: id, role: "viewer" });
  },
  "was disabled": () => disableUser(by(actorOf(admin)), contributor.id),
  "was in the team from which the namespace was transferred": async () => {
    const other = await makeTeam({ owners: [owner] });
    const namespace = await findNamespace(actorOf(admin), place.id);
    const team = await findTeam(actorOf(admin), other.id);
    await db.$transaction((tx) => moveToTeam(tx, by(actorOf(admin)), namespace, team));
  },
};

for (const [how, lose] of Object.entries(losses)) {
  test(`a push is believed shortly after the pusher ${how}, because a token from before is still valid`, async () => {
    await lose();

    const event = await push(contributor.username);

    const [tag] = await tags();
    assert.deepEqual([event.state, tag?.pushedBy], ["applied", contributor.username]);
  });

  test(`S13: a push is not believed once no token from before the pusher ${how} is valid`, async () => {
    await lose();
    const ended = minutesAgo(-(config.tokenTtl + 61) / 60).toISOString();

    const event = await push(contributor.username, { at: ended });

    assert.deepEqual([event.state, (await tags())[0]?.unproven], ["ignored", true]);
  });
}

test("S13: an old timestamp does not make somebody a pusher who lost the right long before the event was received", async () => {
  await losses["was removed from the team"]?.();
  await db.activity.updateMany({ data: { at: minutesAgo(3 * 24 * 60) } });

  const event = await push(contributor.username, { at: "2014-01-01T00:00:00Z" });

  assert.deepEqual([event.state, (await tags())[0]?.unproven], ["ignored", true]);
});

test("a push that the registry reports hours late is believed if the right was lost shortly before it", async () => {
  await losses["was removed from the team"]?.();
  await db.activity.updateMany({ data: { at: minutesAgo(20 * 60) } });

  const event = await push(contributor.username, { at: minutesAgo(20 * 60 - 1).toISOString() });

  assert.deepEqual([event.state, (await tags())[0]?.pushedBy], ["applied", contributor.username]);
});

test("S13: a loss makes nobody a pusher who could not push before it", async () => {
  const outsider = await makeUser();
  const team = await findTeam(actorOf(owner), place.team.id);
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

test("a deletion is believed of somebody who may delete", async () => {
  await push(contributor.username);
  await db.webhook.create({ data: { ...webhook, namespaceId: place.id } });

  const event = await reportDeletion(owner.username);

  const entry = await db.activity.findFirst({ where: { key: "tag.delete", subject: repository } });
  assert.deepEqual([event.state, await tags()], ["applied", []]);
  assert.equal(entry?.actorName, owner.username);
  assert.equal(
    await db.webhookDelivery.count({
      where: { event: "delete", webhook: { namespaceId: place.id } },
    }),
    1,
  );
});

const unprovenDeleters: Record<string, () => string> = {
  "a contributor, who may not delete": () => contributor.username,
  "a stranger": () => mallory.username,
  "a user unknown to Portus": () => "nobody-of-this-name",
  nobody: () => "",
};

for (const [who, username] of Object.entries(unprovenDeleters)) {
  test(`S13: a deletion reported in the name of ${who} removes nothing that the registry has`, async () => {
    await push(contributor.username);

    const byTag = await reportDeletion(username());
    const byDigest = await reportDeletion(username(), { digest: manifestDigest("a") });

    const [tag] = await tags();
    assert.deepEqual([tag?.name, tag?.pushedBy], ["latest", contributor.username]);
    for (const { state, reason } of [byTag, byDigest]) {
      assert.equal(state, "ignored");
      assert.match(reason ?? "", /may not delete from .*does not prove the deletion/);
      assert.match(adviceOn(reason) ?? "", /rotate it/);
    }
  });

  test(`S13: what the registry no longer has is removed after such a report in the name of ${who}, and nobody is named`, async () => {
    await push(contributor.username);
    await db.webhook.create({ data: { ...webhook, namespaceId: place.id } });
    fake.repositories[repository] = {};

    await reportDeletion(username(), { digest: manifestDigest("a") });

    const [entry] = await db.activity.findMany({
      where: { key: "repository.delete", subject: repository },
    });
    assert.deepEqual(await tags(), []);
    assert.deepEqual([entry?.actorName, entry?.actorId], ["", null]);
    assert.equal(
      await db.webhookDelivery.count({
        where: { event: "delete", webhook: { namespaceId: place.id } },
      }),
      0,
    );
  });
}

test("S13: a deletion of a whole repository that proves nobody is left to the next sync", async () => {
  await push(contributor.username);
  fake.repositories[repository] = {};

  const event = await reportDeletion(mallory.username, {});

  assert.match(event.reason ?? "", /The next sync compares/);
  assert.equal((await tags()).length, 1);
});

test("S13: an unproven deletion dated in the future does not stop later pushes", async () => {
  fake.repositories[repository] = {};
  await reportDeletion(mallory.username, { tag: "latest", at: minutesAgo(-30).toISOString() });

  fake.repositories[repository] = { latest: "a" };
  await push(contributor.username, { at: minutesAgo(-1).toISOString() });

  assert.equal((await tags())[0]?.pushedBy, contributor.username);
});

test("S13: a registry that answers nothing usable is no proof of a deletion", async () => {
  await push(contributor.username);
  const override = {
    path: /manifests/,
    answer: (_req: unknown, res: ServerResponse) => void res.writeHead(404).end("<html>"),
  };
  fake.overrides.push(override);

  await reportDeletion(mallory.username);
  fake.overrides.pop();

  assert.equal((await tags()).length, 1);
});

test("a deletion is believed shortly after an owner became a contributor, not of somebody who was never one", async () => {
  const other = await makeUser();
  const team = await findTeam(actorOf(owner), place.team.id);
  const { id } = await db.membership.create({
    data: { teamId: team.id, userId: other.id, role: "owner" },
  });
  await changeRole(by(actorOf(owner)), team, { memberId: id, role: "contributor" });
  await losses["became a viewer"]?.();
  await push(owner.username);

  const believed = await reportDeletion(other.username);
  const ignored = await reportDeletion(contributor.username);

  assert.deepEqual([believed.state, ignored.state], ["applied", "ignored"]);
});

test("a transfer from a personal namespace's hidden team is found although its name is not recorded", async () => {
  await db.team.update({ where: { id: place.team.id }, data: { hidden: true } });
  await losses["was in the team from which the namespace was transferred"]?.();

  const event = await push(contributor.username);

  assert.equal(event.state, "applied");
});

test("what somebody else lost makes nobody a pusher", async () => {
  await losses["was removed from the team"]?.();

  const event = await push(mallory.username);

  assert.equal(event.state, "ignored");
});
