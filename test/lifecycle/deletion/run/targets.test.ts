import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Actor } from "../../../../src/identity/actor/actor.ts";
import { deleteLatePushes } from "../../../../src/lifecycle/deletion/cleanup.ts";
import { findPlan } from "../../../../src/lifecycle/deletion/plan/find.ts";
import { planNamespace, planTeam } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { executeUnreviewed } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db, type Repository, type User } from "../../../../src/platform/db/client.ts";
import { applyPending } from "../../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../../src/protocol/events/receive.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { nameRefusal } from "../../../../src/tenancy/namespaces/create.ts";
import { type FoundNamespace, findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { type FoundTeam, findTeam } from "../../../../src/tenancy/teams/find.ts";
import { makeManifest, makeRepository, makeTag } from "../../../support/data/catalogue.ts";
import { type EventDraft, eventOf } from "../../../support/data/events.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../../support/data/factories.ts";
import { useDatabase } from "../../../support/database.ts";
import { fakeRegistry, respond } from "../../../support/fakes/registry.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

/** A namespace with a repository of two manifests, which the registry deletes unless it is `refusing` one. */
async function stocked(owner: User, { refusing = false } = {}) {
  const team = await makeTeam({ owners: [owner] });
  const namespace = await makeNamespace({ team, registryId: registry.id });
  const repository = await makeRepository({ namespace, tagsCount: 2 });
  const [first, second] = [await makeManifest(repository), await makeManifest(repository)];
  await makeTag(first, "1.0");
  await makeTag(second, "cementiri");
  letDelete(repository, first.digest);
  if (refusing) answer(repository, second.digest, 405);
  else letDelete(repository, second.digest);
  return { team, namespace, repository, manifests: [first, second] };
}

function answer({ fullName }: Repository, digest: string, status: number): void {
  fake.answers.set(`/v2/${fullName}/manifests/${digest}`, ({ method }, res) =>
    respond(res, method === "DELETE" || status >= 400 ? status : 404),
  );
}
const letDelete = (repository: Repository, digest: string) => answer(repository, digest, 202);

/** Deletes a namespace as an API client does. */
async function deleteNamespace(actor: Actor, namespace: FoundNamespace): Promise<number> {
  const { id } = await planNamespace(by(actor), namespace);
  await executeUnreviewed(by(actor), await findPlan(actor, id));
  return id;
}

async function deleteTeam(actor: Actor, team: FoundTeam, receivingTeam: string | undefined) {
  const { id } = await planTeam(by(actor), team, receivingTeam);
  await executeUnreviewed(by(actor), await findPlan(actor, id));
}

const find = (user: User, { id }: { id: number }) => findNamespace(actorOf(user), id);
const asked = ({ fullName }: Repository) =>
  fake.requests
    .filter(({ url, method }) => method === "DELETE" && url?.includes(`/v2/${fullName}/`))
    .map(({ method }) => method);

async function applyEvent(draft: EventDraft): Promise<{ state: string; reason: string | null }> {
  await storeEvents(
    await readEnvelopeOffLoop(JSON.stringify({ events: [eventOf(draft)] }), new Date()),
  );
  await applyPending();
  return db.registryEvent.findFirstOrThrow({ orderBy: { id: "desc" } });
}

test("a namespace is deleted with its repositories and tags, here and at the registry, and its name is reserved", async () => {
  const owner = await makeUser();
  const { namespace, repository } = await stocked(owner);

  const plan = await deleteNamespace(actorOf(owner), await find(owner, namespace));

  assert.deepEqual(asked(repository), ["DELETE", "DELETE"]);
  assert.equal(await db.repository.count({ where: { id: repository.id } }), 0);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);
  const { name } = namespace;
  assert.equal(await db.namespaceReservation.count({ where: { name } }), 1);
  const entry = await db.activity.findFirstOrThrow({ where: { key: "namespace.delete" } });
  assert.deepEqual([entry.subject, entry.actorName], [name, owner.username]);
  assert.deepEqual(entry.details, { repositories: 1, tags: 2, manifests: 2, bytes: 0, plan });
});

test("a push with an old token to a deleted namespace creates nothing", async () => {
  const owner = await makeUser();
  const { namespace, repository } = await stocked(owner);
  await deleteNamespace(actorOf(owner), await find(owner, namespace));

  const event = await applyEvent({
    repository: repository.fullName,
    tag: "late",
    actor: owner.username,
    host: registry.hostname,
  });

  assert.deepEqual(
    [event.state, event.reason],
    ["ignored", `The namespace ${namespace.name} has been deleted.`],
  );
  assert.equal(await db.repository.count({ where: { fullName: repository.fullName } }), 0);
});

test("nothing is left of a namespace that is deleted during a push, whichever comes first", async () => {
  const owner = await makeUser();
  for (let round = 0; round < 5; round += 1) {
    const { namespace, repository } = await stocked(owner);
    const found = await find(owner, namespace);
    const pushed = { actor: owner.username, host: registry.hostname, tag: "new" };
    const digest = `sha256:${String(round).repeat(64)}`;
    const fullName = `${namespace.name}/other`;
    fake.answers.set(`/v2/${fullName}/manifests/${digest}`, ({ method }, res) =>
      respond(res, method === "DELETE" ? 202 : 404),
    );

    await Promise.all([
      deleteNamespace(actorOf(owner), found),
      applyEvent({ ...pushed, repository: fullName, digest }),
    ]);
    await db.registryEvent.updateMany({
      where: { tryAfter: { not: null } },
      data: { tryAfter: new Date() },
    });
    await applyPending();

    assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);
    const left = { fullName: { in: [fullName, repository.fullName] } };
    assert.equal(await db.repository.count({ where: left }), 0);
  }
});

test("DEL-007: a tag that the registry refuses to delete is named, and stays with its namespace", async () => {
  const owner = await makeUser();
  const { namespace, repository } = await stocked(owner, { refusing: true });

  const deleting = deleteNamespace(actorOf(owner), await find(owner, namespace));

  await assert.rejects(deleting, {
    fields: {
      [repository.fullName]: "Could not remove repository: could not remove cementiri tag(s)",
    },
  });
  const tags = await db.tag.findMany({ where: { repositoryId: repository.id } });
  assert.deepEqual(
    tags.map(({ name }) => name),
    ["cementiri"],
  );
  const kept = await db.repository.findUniqueOrThrow({ where: { id: repository.id } });
  assert.equal(kept.tagsCount, 1);
  assert.equal(await db.namespaceReservation.count({ where: { name: namespace.name } }), 0);
});

test("DEL-006, NSP-016: personal namespaces and the global one can't be deleted", async () => {
  const { user, namespace } = await makePerson();
  const admin = await makeUser({ admin: true });
  const global = await makeNamespace({ name: "", kind: "global", registryId: registry.id });

  await assert.rejects(
    deleteNamespace(actorOf(user), await find(user, namespace)),
    /Cannot remove personal namespace/,
  );
  await assert.rejects(deleteNamespace(actorOf(admin), await find(admin, global)), {
    name: "Forbidden",
  });
});

test("a contributor may delete neither a namespace nor a team", async () => {
  const [owner, carl] = [await makeUser(), await makeUser()];
  const { team, namespace } = await stocked(owner);
  await db.membership.create({ data: { teamId: team.id, userId: carl.id, role: "contributor" } });

  await assert.rejects(deleteNamespace(actorOf(carl), await find(carl, namespace)), {
    name: "Forbidden",
  });
  const found = await findTeam(actorOf(carl), team.id);
  await assert.rejects(deleteTeam(actorOf(carl), found, undefined), { name: "Forbidden" });
});

test("TEA-006: a team is deleted with its namespaces, at the registry too", async () => {
  const owner = await makeUser();
  const { team, namespace, repository } = await stocked(owner);

  await deleteTeam(actorOf(owner), await findTeam(actorOf(owner), team.id), undefined);

  assert.equal(await db.team.count({ where: { id: team.id } }), 0);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);
  assert.deepEqual(asked(repository), ["DELETE", "DELETE"]);
});

test("TEA-006: the namespaces of a deleted team may be transferred to another team of the owner, not to itself or to strangers", async () => {
  const owner = await makeUser();
  const { team, namespace, repository } = await stocked(owner);
  const receivingTeam = await makeTeam({ owners: [owner] });
  const foreign = await makeTeam();
  const found = await findTeam(actorOf(owner), team.id);

  await assert.rejects(deleteTeam(actorOf(owner), found, team.name), { name: "Invalid" });
  await assert.rejects(deleteTeam(actorOf(owner), found, foreign.name), { name: "Invalid" });
  await deleteTeam(actorOf(owner), found, receivingTeam.name);

  assert.equal(await db.team.count({ where: { id: team.id } }), 0);
  const kept = await db.namespace.findUniqueOrThrow({ where: { id: namespace.id } });
  assert.equal(kept.teamId, receivingTeam.id);
  assert.deepEqual(asked(repository), []);
});

test("images pushed with an old token are deleted before the name is free again", async () => {
  const owner = await makeUser();
  const { namespace, repository } = await stocked(owner);
  await deleteNamespace(actorOf(owner), await find(owner, namespace));
  const digest = `sha256:${"9".repeat(64)}`;
  const { fullName } = repository;
  await applyEvent({
    repository: fullName,
    tag: "late",
    digest,
    actor: owner.username,
    host: registry.hostname,
  });
  const where = { registryId_name: { registryId: registry.id, name: namespace.name } };
  await db.namespaceReservation.update({ where, data: { until: new Date(Date.now() - 1) } });

  answer(repository, digest, 500);
  await deleteLatePushes();
  const before = await nameRefusal(owner, namespace.name, registry.id);
  letDelete(repository, digest);
  await deleteLatePushes();

  assert.match(before ?? "", /available again/);
  assert.equal(await nameRefusal(owner, namespace.name, registry.id), null);
  assert.ok(fake.requests.some(({ method, url }) => method === "DELETE" && url?.endsWith(digest)));
});
