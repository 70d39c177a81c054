import { before, beforeEach } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { lookUpPulled } from "../../../src/protocol/sync/import/pull-lookups.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { type EventDraft, eventOf, post } from "../../support/data/events.ts";
import {
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { fakeCatalog, manifestDigest } from "../../support/fakes/catalog.ts";

interface Place {
  team: Awaited<ReturnType<typeof makeTeam>>;
  name: string;
  id: number;
}

/** A registry whose repository has the tag `latest`, and people who may push there or not. Each test has a new repository. */
export async function useProof() {
  const app = await useApp();
  before(ensureKeys);
  const admin = await makeUser({ admin: true });
  const [owner, mallory] = [await makeUser(), await makeUser()];
  const fake = await fakeCatalog({});
  await makeRegistry({ url: fake.url });

  let contributor: User;
  let place: Place;
  let repository: string;
  beforeEach(async () => {
    contributor = await makeUser();
    const team = await makeTeam({ owners: [owner], contributors: [contributor] });
    const { name, id } = await makeNamespace({ name: unique("web"), team });
    place = { team, name, id };
    repository = `${name}/app`;
    fake.repositories[repository] = { latest: "a" };
  });

  async function receive(draft: EventDraft) {
    const event = eventOf({ repository, ...draft });
    await post(app, { events: [event] });
    await applyPending();
    await db.pullLookup.updateMany({ data: { tryAfter: new Date(0) } });
    await lookUpPulled();
    return db.registryEvent.findUniqueOrThrow({ where: { eventId: event.id } });
  }

  return {
    app,
    admin,
    owner,
    mallory,
    fake,
    get contributor() {
      return contributor;
    },
    get place() {
      return place;
    },
    get repository() {
      return repository;
    },
    /** Receives a push event in somebody's name, and executes what it caused. */
    push(username: string, given: EventDraft = {}) {
      return receive({ tag: "latest", digest: manifestDigest("a"), actor: username, ...given });
    },
    /** The same for a deletion, of a tag unless it is given. */
    reportDeletion(username: string, given: EventDraft = { tag: "latest" }) {
      return receive({ action: "delete", actor: username, ...given });
    },
    tags() {
      const where = { repository: { fullName: repository } };
      return db.tag.findMany({ where, orderBy: { name: "asc" } });
    },
  };
}

export const webhook = {
  name: "ci",
  url: "https://ci.example.org",
  sealedSecret: new Uint8Array(8),
};

export const memberIn = (teamId: number, userId: number) =>
  db.membership.findFirstOrThrow({ where: { teamId, userId } });

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
