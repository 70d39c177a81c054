import { setTimeout as pause } from "node:timers/promises";
import { db } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import type { Answer, RegistryError } from "../../registry/client/answers.ts";
import { atOnce } from "../../registry/client/connection.ts";
import { splitName } from "../../registry/names.ts";
import { adoptNamespace } from "./adopt.ts";
import { whatIsKnown } from "./catalogue-state.ts";
import { differencesOf, keepDifferences, keepTrouble } from "./drift.ts";
import { bringIn } from "./import.ts";
import { isOutage, type Look, lookAt } from "./inspect.ts";
import type { Work } from "./run-state.ts";
import { type Counts, release, sumOf } from "./run-state.ts";
import { brokeDown } from "./sentences.ts";

const enough = 5; // repositories in a row about which a registry did not answer: it is down

export type Looked = { repository: string; at: Date; look: Answer<Look> };

/** Looks at some repositories, several at a time. An error only if the registry stopped answering altogether. */
export async function lookAtAll(work: Work, names: readonly string[]): Promise<Answer<Looked[]>> {
  const waiting = new Set(names).values();
  const value: Looked[] = [];
  const down: RegistryError[] = [];
  const some = async () => {
    for (const name of waiting) {
      if (down.length > 0 || work.stopping?.()) return;
      const look = await lookSafely(work, name);
      if (!look.ok && !work.stopping?.() && isDown(work, look.error)) down.push(look.error);
      value.push({ repository: name, at: new Date(), look });
      work.seen.add(name);
      if (look.ok) work.outage = 0;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, some));
  const [error] = down;
  return error ? { ok: false, error } : { ok: true, value };
}

async function lookSafely(work: Work, name: string): Promise<Answer<Look>> {
  try {
    return await lookAt(work, name);
  } catch (error) {
    return { ok: false, error: broken(work, name, error) };
  }
}

function isDown(work: Work, error: RegistryError): boolean {
  work.outage = isOutage(error) ? work.outage + 1 : 0;
  return work.outage >= enough;
}

/** What can't be kept of one repository is no reason not to compare the others. */
function broken({ registry }: Work, repository: string, error: unknown): RegistryError {
  log.error({ err: error, registry: registry.hostname, repository }, "a comparison broke");
  return { kind: "invalid", message: brokeDown(error) };
}

/** Makes of what was seen what follows from it. */
export async function keepAll(work: Work, looked: readonly Looked[]): Promise<Counts> {
  const counts: Partial<Counts>[] = [];
  for (const one of looked) counts.push(await keepOne(work, one));
  return sumOf(counts);
}

async function keepOne(work: Work, one: Looked): Promise<Partial<Counts>> {
  const { repository, at, look } = one;
  if (!look.ok) return trouble(work, one, look.error);
  try {
    return await keep(work, look.value, at);
  } catch (error) {
    return trouble(work, one, broken(work, repository, error));
  } finally {
    release(work.held, look.value.news);
  }
}

async function keep(work: Work, look: Look, lookedAt: Date): Promise<Partial<Counts>> {
  const { registry, run } = work;
  const { repository, at, tags, news } = look;
  const clean = !run.listedAt || run.listed > 0; // by a list without a single name nothing is judged
  const seen = { registryId: registry.id, repository, runId: run.id, at, clean };
  if (news.length > 0) await pause(Math.max(0, lookedAt.getTime() + work.ripening - Date.now()));

  const differences = await stillKnown(work, look);
  const missing = differences.filter(({ kind }) => kind === "missing").length;
  const counts = { repositories: 1, tags, missing };
  const namespace = look.known.namespace ?? (await home(work, look));
  if (!namespace && news.length > 0)
    return { ...(await keepTrouble(seen, homeless(repository))), tags };

  if (differences.length > 0 || work.differed) await keepDifferences(db, seen, differences);
  if (!namespace || news.length === 0) return counts;
  return { ...counts, ...(await bringIn(namespace, look)) };
}

function trouble({ registry, run }: Work, { repository, at }: Looked, { message }: RegistryError) {
  return keepTrouble({ registryId: registry.id, repository, runId: run.id, at }, message);
}

/** What an event has removed since is not missing. */
async function stillKnown({ registry }: Work, look: Look) {
  const differences = differencesOf(look);
  if (!differences.some(({ kind }) => kind === "missing")) return differences;
  const { repositoryId, tags } = await whatIsKnown(registry, look.repository);
  return differences.filter(
    ({ kind, tag }) => kind !== "missing" || (tag ? tags.has(tag) : repositoryId !== null),
  );
}

async function home({ registry }: Work, { repository, news }: Look) {
  return news.length > 0 ? adoptNamespace(registry, splitName(repository).namespace) : null;
}

function homeless(repository: string): string {
  const { namespace } = splitName(repository);
  return `There is no namespace ${namespace || "(global)"}, and none can be made of this name now: it was deleted a moment ago, or is not one that clients can use.`;
}
