import { createHash } from "node:crypto";
import { findRepository } from "../../../src/catalogue/repositories/find.ts";
import { digestOf, makeSecret, prefixes } from "../../../src/identity/actor/secrets.ts";
import { makePlan } from "../../../src/lifecycle/deletion/plan/plan.ts";
import { sealText } from "../../../src/outbound/webhooks/secrets.ts";
import {
  type ApplicationToken,
  accessChanged,
  db,
  type Manifest,
  type Passkey,
  pool,
  type Repository,
  type User,
} from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { stored } from "../../../src/tenancy/decisions/decision.ts";
import { insertDecisions } from "../../../src/tenancy/decisions/store.ts";
import { refusal } from "../../tenancy/decisions/refusal.ts";
import { type FakeRegistry, fakeRegistry, respond } from "../fakes/registry.ts";
import { makeRepository } from "./catalogue.ts";
import { eventOf } from "./events.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "./factories.ts";
import { storeImage } from "./images.ts";
import { makeSignInData } from "./sign-in.ts";
import { deliveryOf, makeWebhook } from "./webhooks.ts";

export type TwoTeams = Awaited<ReturnType<typeof makeTwoTeams>>;
export type TeamData = Awaited<ReturnType<typeof makeTeamData>>;

/** Two teams, north and south, each with one of everything, and people who belong to neither. */
export async function makeTwoTeams(registry?: FakeRegistry) {
  await ensureKeys();
  registry ??= await fakeRegistry();
  registry.answers.set("/v2/", (_req, res) => res.writeHead(401, isRegistry).end());
  await makeRegistry({ name: "main", hostname: "registry.test.lan:5000", url: registry.url });
  const admin = (await makePerson({ username: "ada", admin: true })).user;
  await db.founding.create({ data: { userId: admin.id } });
  const stranger = (await makePerson({ username: "sam" })).user;
  const north = await makeTeamData("north", registry);
  const south = await makeTeamData("south", registry);
  const disabled = await makeUser({ username: "dora" });
  await db.membership.create({
    data: { teamId: north.team.id, userId: disabled.id, role: "owner" },
  });
  const { id: registryId } = await makeRegistry();
  await db.retentionRule.create({ data: { registryId, ...keepTen } });
  const drift = await makeDrift(north.repository);
  return { admin, stranger, disabled, north, south, drift };
}

const isRegistry = { "docker-distribution-api-version": "registry/2.0" };

const names = { matching: "", protecting: "" };
const keepTen = { ...names, newest: 10, latestOfMinor: false, nightly: true, savedBy: "ada" };

/** A team with one of everything. Its people and its robot have names that begin with `name`. */
export async function makeTeamData(
  name: string,
  registry: FakeRegistry,
  names = { namespace: name, repository: "app", tag: `of-${name}` },
) {
  const people = { owner: `${name}-olga`, contributor: `${name}-carl`, viewer: `${name}-vera` };
  const owner = (await makePerson({ username: people.owner })).user;
  const contributor = (await makePerson({ username: people.contributor })).user;
  const viewer = (await makePerson({ username: people.viewer })).user;
  const helper = await makeUser({ username: `${name}-hugo` });
  const members = { owners: [owner], contributors: [contributor], viewers: [viewer] };
  const team = await makeTeam(members, { name: `Team ${name}` });
  const membership = await db.membership.findFirstOrThrow({
    where: { userId: viewer.id, teamId: team.id },
  });
  const namespace = await makeNamespace({ name: names.namespace, team, visibility: "private" });
  const repository = await makeRepository({ name: names.repository, namespace, tagsCount: 1 });
  const manifest = await storeImage(repository, { tag: names.tag });
  const tag = await db.tag.findFirstOrThrow({ where: { repositoryId: repository.id } });
  acceptManifestChanges(registry, repository, [manifest.digest, tag.name, "old"]);
  await db.tagMove.create({
    data: {
      repositoryId: repository.id,
      tag: tag.name,
      digest: manifest.digest,
      at: manifest.pushedAt,
      byName: manifest.pushedBy,
    },
  });
  const repositoryMember = await db.repositoryMembership.create({
    data: { repositoryId: repository.id, userId: helper.id, role: "viewer" },
  });
  const comment = await db.comment.create({
    data: {
      repositoryId: repository.id,
      authorId: viewer.id,
      authorName: viewer.username,
      body: "It works.",
    },
  });
  await db.retentionRule.createMany({
    data: [{ namespaceId: namespace.id }, { repositoryId: repository.id }].map((it) => ({
      ...it,
      ...keepTen,
    })),
  });
  const [plan, deletion] = await makeDeletions(owner, repository, manifest);
  const robot = await makeRobot(`${name}+bot`, team.id);
  const { headers, deliveries, ...webhook } = await makeWebhook(namespace, {
    name: `to-${name}`,
    headers: { create: { name: "x-token", sealedValue: sealText("a token") } },
    deliveries: { create: deliveryOf({ state: "sent", status: 200, durationMs: 12 }) },
  });
  return {
    owner,
    contributor,
    viewer,
    helper,
    team,
    membership,
    namespace,
    repository,
    manifest,
    tag,
    repositoryMember,
    comment,
    ...robot,
    ...(await makeCredentials(owner)),
    plan,
    deletion,
    webhook,
    ...(await makeSignInData(slugOf(name), team, owner)),
    webhookHeader: one(headers),
    delivery: one(deliveries),
    event: await makeFailedEvent(repository.fullName),
    decision: await makeDecision(namespace.registryId, repository),
  };
}

const slugOf = (name: string) => name.slice(0, 40);

/** A planned deletion and one that has just finished. */
async function makeDeletions(owner: User, { fullName }: Repository, manifest: Manifest) {
  const repository = await findRepository(actorOf(owner), fullName);
  const plan = await makePlan(by(owner), repository, { whole: true });
  const { id: _, selection, contents, summary, ...same } = plan;
  const json = { selection: selection ?? {}, contents: contents ?? {}, summary: summary ?? {} };
  const { digest, mediaType } = manifest;
  const payload = manifest.payload ?? new Uint8Array();
  const place = { registryId: repository.namespace.registryId, repository: fullName };
  const gone = { ...place, digest, mediaType, payload, position: 0, tags: ["old"] };
  const now = new Date();
  const times = {
    executedAt: now,
    finishedAt: now,
    restorableUntil: new Date(Date.now() + 3_600_000),
  };
  const deletion = await db.deletionPlan.create({
    data: { ...same, ...json, ...times, steps: { create: { ...gone, state: "deleted" } } },
  });
  return [plan, deletion] as const;
}

/** Makes the registry accept deletions and uploads of manifests. It stores none. */
function acceptManifestChanges(
  { answers }: FakeRegistry,
  { fullName }: Repository,
  references: string[],
) {
  for (const reference of references)
    answers.set(`/v2/${fullName}/manifests/${reference}`, ({ method }, res) =>
      respond(res, { DELETE: 202, PUT: 201 }[method ?? ""] ?? 404),
    );
}

async function makeRobot(username: string, teamId: number) {
  const memberships = { create: { teamId, role: "contributor" } } as const;
  const robot = await db.user.create({
    data: { username, robot: true, robotTeamId: teamId, memberships },
  });
  return { robot, robotToken: (await makeApplicationToken(robot)).token };
}

function one<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error("there is none");
  return first;
}

/** The owner's application token, signed-in client and session, which only the owner can revoke. */
async function makeCredentials(owner: User) {
  const { token } = await makeApplicationToken(owner);
  const bound = { userId: owner.id, service: "registry.test.lan:5000", clientId: "docker" };
  const hash = digestOf(makeSecret(prefixes.refreshToken, 43));
  const expiresAt = new Date(Date.now() + 3_600_000);
  const client = await db.refreshToken.create({ data: { ...bound, hash, expiresAt } });
  const sid = `another browser of ${owner.username}`;
  const sess = { cookie: {}, passport: { user: owner.id } };
  await db.session.create({ data: { sid, sess, expire: expiresAt } });
  const passkey = await makeFactors(owner);
  return {
    token,
    client,
    passkey,
    session: createHash("sha256").update(sid).digest("hex").slice(0, 20),
  };
}

/** A passkey and an authenticator app, neither of which the sign-in asks for. */
async function makeFactors({ id: userId, username }: User): Promise<Passkey> {
  await db.authenticator.create({ data: { userId, secret: Buffer.alloc(48), lastStep: 0 } });
  const key = { credentialId: Buffer.from(username), publicKey: Buffer.alloc(77), counter: 0 };
  const data = { ...key, userId, name: "laptop", host: "portus.test.lan", synced: false };
  return db.passkey.create({ data: { ...data, model: "" } });
}

/** An anonymous pull that was refused, which anyone who has its id may read. */
async function makeDecision(registryId: number, { fullName }: Repository): Promise<string> {
  const refused = {
    ...refusal(),
    registryId,
    asked: [{ type: "repository", name: fullName, actions: ["pull"] }],
    rulings: [],
  };
  await insertDecisions([stored(refused)]);
  return refused.id;
}

async function makeDrift({ fullName: repository }: Repository) {
  const { id: registryId } = await makeRegistry();
  const run = await db.syncRun.create({
    data: { registryId, cause: "schedule", state: "finished", open: null },
  });
  const seen = { kind: "missing", reason: "MANIFEST_UNKNOWN" } as const;
  return db.drift.create({ data: { registryId, repository, ...seen, runId: run.id } });
}

export async function makeFailedEvent(repository: string) {
  const payload = eventOf({ repository });
  const { id: eventId, action, timestamp: occurredAt } = payload;
  const settled = { state: "failed", reason: "unreadable", tryAfter: null } as const;
  const data = { eventId, action, repository, occurredAt, payload, ...settled };
  return db.registryEvent.create({ data: { ...data, settledAt: occurredAt } });
}

export async function makeApplicationToken(user: User, given: Partial<ApplicationToken> = {}) {
  const secret = makeSecret(prefixes.applicationToken, 30);
  const kept = { userId: user.id, hash: digestOf(secret), hint: secret.slice(-4) };
  const token = await db.applicationToken.create({
    data: { name: unique("token"), scopes: ["registry", "api:write", "admin"], ...kept, ...given },
  });
  return { token, secret, header: `${user.username}:${secret}` };
}

/** Copies every row. The returned function restores them all. */
export async function snapshotRows(): Promise<() => Promise<void>> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'",
  );
  const copy = rows.map(({ name }) => `CREATE TABLE kept.${name} AS TABLE public.${name};`);
  await pool.query(`CREATE SCHEMA kept; ${copy.join(" ")}`);
  const put = rows.map(
    ({ name }) =>
      `DELETE FROM public.${name}; INSERT INTO public.${name} SELECT * FROM kept.${name};`,
  );
  const whole = `SET LOCAL session_replication_role = replica; ${put.join(" ")}`; // without triggers and foreign keys
  return async () => {
    await retryDeadlocks(whole);
    accessChanged();
  };
}

/** Retries after a deadlock (40P01) with writes that a request finishes after its answer. */
async function retryDeadlocks(statements: string, times = 10): Promise<void> {
  await pool.query(statements).catch((error: { code?: string }) => {
    if (error.code !== "40P01" || times === 0) throw error;
    return retryDeadlocks(statements, times - 1);
  });
}
