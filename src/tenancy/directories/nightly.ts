import type { Entry } from "ldapts";
import type { Connection } from "../../identity/providers/ldap/connection.ts";
import { DirectoryFailure } from "../../identity/providers/ldap/failure.ts";
import {
  findByKeys,
  isDisabled,
  personAt,
  subjectOf,
} from "../../identity/providers/ldap/people.ts";
import { reachOf } from "../../identity/providers/ldap/pool.ts";
import { db } from "../../platform/db/client.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { log } from "../../platform/log.ts";
import { plural } from "../../platform/plural.ts";
import { confirmSettled } from "../external-sign-in/settled.ts";
import { type Answer, applyAnswer } from "../external-sign-in/suspension.ts";
import { type KnownDirectory, listDirectories } from "./directories.ts";
import { dropNameMappings, mapNames } from "./name-mappings.ts";

const batchSize = 40; // keys in one filter
const timeoutMs = 60_000; // for one batch

/** Asks each directory about all its people: their groups, and whether they are still there. */
export async function askAll(): Promise<Record<string, Tally>> {
  const tallies: Record<string, Tally> = {};
  let failure: unknown = null;
  for (const known of await listDirectories())
    try {
      if (canAsk(known)) tallies[known.directory.name] = await askDirectory(known);
    } catch (error) {
      failure = error;
      log.error({ directory: known.directory.name, why: errorMessage(error) }, failedLine);
    }
  if (failure) throw failure;
  return tallies;
}

const failedLine = "a directory could not be asked about its people: nobody was suspended";

/** Without a bind of its own Portus can't ask; people are then suspended if they do not sign in for too long. */
const canAsk = ({ directory }: KnownDirectory) => directory.settings.bindPattern === null;

interface Tally {
  asked: number;
  found: number;
  suspended: number;
}

interface Identity {
  id: number;
  subject: string;
}

/**
 * Suspends people only after a look at all of them: an error, or a directory that shows none of them, such as a replica
 * that is still empty or a bind DN that lost its rights, is no answer.
 */
async function askDirectory(known: KnownDirectory): Promise<Tally> {
  await dropNameMappings(known);
  const missing: Identity[] = [];
  const tally = { asked: 0, found: 0, suspended: 0 };
  for await (const batch of identitiesOf(known.provider.id)) {
    const answers = await askAbout(known, batch);
    const present = batch.filter(({ subject }) => answers.has(subject));
    missing.push(...batch.filter(({ subject }) => !answers.has(subject)));
    tally.asked += batch.length;
    tally.found += present.length;
    await apply(known, present, answers);
  }
  if (missing.length > 0 && tally.found === 0) throw showsNobody(known, tally.asked);
  for (const identity of missing) await applyAnswer(identity, { state: "gone" });
  return { ...tally, suspended: missing.length };
}

const showsNobody = ({ directory }: KnownDirectory, asked: number) =>
  new DirectoryFailure(
    "incomplete",
    `${directory.name} shows none of the ${plural(asked, "person", "people")} who signed in with it.`,
  );

async function* identitiesOf(providerId: number): AsyncGenerator<Identity[]> {
  let last = 0;
  for (;;) {
    const batch = await db.externalIdentity.findMany({
      where: { providerId, id: { gt: last }, subject: { not: null } },
      select: { id: true, subject: true },
      orderBy: { id: "asc" },
      take: batchSize,
    });
    if (batch.length === 0) return;
    yield batch.flatMap(({ id, subject }) => (subject === null ? [] : { id, subject }));
    last = batch.at(-1)?.id ?? last;
  }
}

/** What the directory says of some people, by their keys. Unknown ones are left out. */
async function askAbout(
  { directory }: KnownDirectory,
  batch: readonly Identity[],
): Promise<Map<string, Answer>> {
  const { settings } = directory;
  const until = Date.now() + timeoutMs;
  return reachOf(directory).pool.use(until, async (connection) => {
    const subjects = batch.map(({ subject }) => subject);
    const entries = await findByKeys(connection, settings, subjects, until);
    const answers = new Map<string, Answer>();
    for (const entry of entries) {
      const subject = subjectOf(entry, settings);
      if (subject) answers.set(subject, await answerOf(connection, entry));
    }
    return answers;
  });

  async function answerOf(connection: Connection, entry: Entry): Promise<Answer> {
    if (isDisabled(entry)) return { state: "disabled_there" };
    const person = await personAt(connection, settings, entry, until);
    return { state: "active", groups: person?.groups ?? null };
  }
}

/** Most people are as they were, which one statement notes. */
async function apply(
  known: KnownDirectory,
  present: readonly Identity[],
  answers: ReadonlyMap<string, Answer>,
): Promise<void> {
  const asked = present.flatMap(({ id, subject }) => {
    const answer = answers.get(subject);
    return answer ? [{ id, answer }] : [];
  });
  const groups = asked.flatMap(({ answer }) => (answer.state === "active" && answer.groups) || []);
  await mapNames(known, [...new Set(groups)]);
  const changed = await confirmSettled(asked);
  for (const { id, answer } of changed) await applyAnswer({ id }, answer);
}
