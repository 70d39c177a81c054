import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Tx } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { queueEmail } from "../../platform/mail/outbox.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import { writeEmail } from "../../platform/mail/template.ts";
import { paths } from "../../platform/paths/paths.ts";
import { admitAttempt } from "../../platform/rate-limits.ts";
import { splitName } from "../../registry/names.ts";
import type { SeenDecision, SeenScope } from "../decisions/seen.ts";

const day = 24 * 60 * 60 * 1000;
const maxRecipients = 20;

const limit = {
  name: "ask owners",
  max: 5,
  windowMs: day,
  what: "You asked for access five times today.",
  wayOut: "Talk to an owner, or to your admin.",
};

/** Whether a page offers to ask: for one's own refusal of a repository, once, if e-mail can be sent. */
export function canAskOwners(reader: Actor | null, seen: SeenDecision): boolean {
  return canSendEmail() && isOwnRefusal(reader, seen) && seen.row.askedOwnersAt === null;
}

function isOwnRefusal(reader: Actor | null, seen: SeenDecision): boolean {
  const isOwn = reader !== null && !reader.robot && seen.relation === "self";
  return isOwn && seen.row.proof !== "nobody" && refusedScope(seen) !== undefined;
}

const refusedScope = ({ scopes }: SeenDecision): SeenScope | undefined =>
  scopes.find(
    ({ type, name, rules }) =>
      type === "repository" && name !== null && rules.some(({ allowed }) => !allowed),
  );

/**
 * Sends the owners of a repository a letter with the link to a refusal. It tells the asker nothing about them, because
 * they may not know that the repository exists.
 */
export async function askOwners(reader: Actor, seen: SeenDecision): Promise<void> {
  ensure(isOwnRefusal(reader, seen), "Only the person who was refused can ask for access.");
  if (!canSendEmail())
    throw new Invalid({ form: "This Portus sends no e-mail. Talk to an owner, or to your admin." });
  const scope = refusedScope(seen);
  await admitAttempt(limit, `${reader.id}`);
  await db.$transaction(async (tx) => {
    const { count } = await tx.decision.updateMany({
      where: { id: seen.row.id, askedOwnersAt: null },
      data: { askedOwnersAt: new Date() },
    });
    if (count === 0 || !scope?.name) return;
    const { name } = scope;
    const actions = scope.rules.filter(({ allowed }) => !allowed).map(({ action }) => action);
    const registryId = seen.row.registryId ?? 0;
    for (const to of await ownersOf(tx, registryId, name))
      await queueEmail(tx, letter(to, { reader, seen, name, actions }), {
        expiresAt: new Date(Date.now() + 7 * day),
      });
  });
}

interface Refusal {
  reader: Actor;
  seen: SeenDecision;
  name: string;
  actions: string[];
}

function letter(to: string, { reader, seen, name, actions }: Refusal) {
  return writeEmail("access-request", to, {
    username: reader.username,
    actions: actions.join(", "),
    repository: name,
    url: config.url,
    link: config.url + paths.decision(seen),
  });
}

/** The e-mail addresses of those who can give access: owners of the team, or admins if it has none. */
async function ownersOf(tx: Tx, registryId: number, repository: string): Promise<string[]> {
  const { namespace: name } = splitName(repository);
  const reachable = { disabledAt: null, email: { not: null } };
  const namespace = await tx.namespace.findUnique({
    where: { registryId_name: { registryId, name } },
    select: { teamId: true },
  });
  if (!namespace) return [];
  const select = { email: true } as const;
  const ofTeam = { memberships: { some: { teamId: namespace.teamId, role: "owner" as const } } };
  const owners = await tx.user.findMany({
    where: { ...reachable, ...ofTeam },
    select,
    take: maxRecipients,
  });
  const all =
    owners.length > 0
      ? owners
      : await tx.user.findMany({
          where: { ...reachable, admin: true },
          select,
          take: maxRecipients,
        });
  return all.flatMap(({ email }) => email ?? []);
}
