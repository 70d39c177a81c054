import { commandAudit } from "../../identity/actor/audit.ts";
import { type Registry, transaction } from "../../platform/db/client.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { createPerson, retryOnTakenName } from "../../tenancy/accounts/person.ts";
import { removeSetupFile } from "../../tenancy/accounts/setup-file.ts";
import { changeNamespace } from "../../tenancy/namespaces/change.ts";
import { createNamespace } from "../../tenancy/namespaces/create.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { ensureGlobalNamespace } from "../../tenancy/namespaces/own-namespaces.ts";
import { addMembers } from "../../tenancy/teams/add-many.ts";
import { createTeam } from "../../tenancy/teams/teams.ts";
import type { State } from "./catalogue-state.ts";
import {
  type Decision,
  type Decisions,
  type MemberDecision,
  type NamespaceDecision,
  type PersonDecision,
  refused,
  type TeamDecision,
} from "./decision.ts";

const peopleAtOnce = 50; // each takes some milliseconds of a transaction
const membersAtOnce = 500;

type Ids = Map<string, number>; // by user name, or by the name of a team

/** Carries out decisions. What was taken in the meantime becomes a refusal, and the rest is carried out. */
export async function apply(
  { people, teams, members, namespaces }: Decisions,
  { state, registry }: { state: State; registry: Registry },
): Promise<void> {
  const userIds: Ids = new Map([...state.users.values()].map((it) => [it.username, it.id]));
  await createPeople(people.filter(isNew), registry, userIds);

  const teamIds: Ids = new Map(state.teams.map(({ name, id }) => [name, id]));
  for (const team of teams.filter(isNew))
    await orRefuse([team], async () => teamIds.set(team.name, await create(team, userIds)));
  for (const { name } of teams)
    await join(
      members.filter((it) => isNew(it) && it.team === name),
      teamIds.get(name),
      userIds,
    );
  for (const namespace of namespaces.filter(isNew))
    await orRefuse([namespace], () => createOrTransfer(namespace, registry));
}

const isNew = ({ outcome }: Decision) => outcome === "create";

/** In transactions of some people; if one fails, each of its people gets an own one. */
async function createPeople(people: PersonDecision[], registry: Registry, ids: Ids): Promise<void> {
  for (const batch of batches(people, peopleAtOnce))
    await createTogether(batch, registry, ids).catch(async (error) => {
      if (!isRefusal(error)) throw error;
      for (const person of batch)
        await orRefuse([person], () => createTogether([person], registry, ids));
    });
  if (people.length > 0) removeSetupFile();
}

async function createTogether(people: PersonDecision[], registry: Registry, ids: Ids) {
  const created = await retryOnTakenName(() =>
    transaction(async (tx) => {
      await ensureGlobalNamespace(tx, registry);
      const created = [];
      for (const { account } of people)
        if (account) created.push(await createPerson(tx, registry, account, commandAudit));
      return created;
    }),
  );
  for (const { username, id } of created) ids.set(username, id);
}

async function create({ name, description, owner }: TeamDecision, ids: Ids): Promise<number> {
  const ownerId = ids.get(owner ?? "");
  if (ownerId === undefined) throw new Invalid({ owner: "its owner was not created" });
  return (await createTeam(commandAudit, { name, description }, ownerId)).id;
}

async function createOrTransfer(
  { found, name, team, visibility, description }: NamespaceDecision,
  { id: registry }: Registry,
): Promise<void> {
  if (found === null)
    await createNamespace(commandAudit, { name, team, visibility, description, registry });
  else {
    const namespace = await findNamespace(commandAudit.actor, found);
    await changeNamespace(commandAudit, namespace, { team, visibility });
  }
}

async function join(members: MemberDecision[], teamId: number | undefined, ids: Ids) {
  for (const batch of batches(members, membersAtOnce))
    await orRefuse(batch, async () => {
      if (teamId === undefined) throw new Invalid({ team: "its team was not created" });
      const joining = batch.flatMap((member) => {
        const id = ids.get(member.username);
        if (id === undefined) Object.assign(member, refused("the account was not created"));
        const { username, role } = member;
        return id === undefined ? [] : [{ user: { id, username, robot: false }, role }];
      });
      await addMembers(commandAudit, teamId, joining);
    });
}

/** What Portus refuses becomes a decision. Any other failure ends the import. */
async function orRefuse(decisions: Decision[], work: () => Promise<unknown>): Promise<void> {
  await work().catch((error) => {
    if (!isRefusal(error)) throw error;
    for (const decision of decisions) Object.assign(decision, refused(error.message));
  });
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof Invalid || error instanceof NotFound;

const batches = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
