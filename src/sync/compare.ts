import { setTimeout as pause } from "node:timers/promises";
import { db } from "../db/client.ts";
import { splitName } from "../namespaces/names.ts";
import type { Answer, RegistryError } from "../registry/client.ts";
import { atOnce } from "../registry/line.ts";
import { bringIn } from "./bring.ts";
import { differencesOf, keepDifferences, keepTrouble } from "./drift.ts";
import { whatIsKnown } from "./known.ts";
import { type Look, lookAt } from "./look.ts";
import { adoptNamespace } from "./orphans.ts";
import { type Counts, sumOf } from "./tally.ts";
import type { Work } from "./work.ts";

const enough = 5; // repositories in a row about which a registry did not answer: it is down

export type Looked = { repository: string; at: Date; look: Answer<Look> };

/** Looks at some repositories, several at a time. An error only if the registry stopped answering altogether. */
export async function lookAtAll(work: Work, names: readonly string[]): Promise<Answer<Looked[]>> {
  const waiting = [...new Set(names)].reverse();
  const value: Looked[] = [];
  const down: RegistryError[] = [];
  const some = async () => {
    const goesOn = () => down.length === 0 && !work.stopping?.();
    for (let name = waiting.pop(); name && goesOn(); name = waiting.pop()) {
      const look = await lookAt(work.line, work.registry, name);
      if (!look.ok && isDown(work, look.error)) down.push(look.error);
      value.push({ repository: name, at: new Date(), look });
      work.seen.add(name);
      if (look.ok) work.outage = 0;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, some));
  const [error] = down;
  return error ? { ok: false, error } : { ok: true, value };
}

function isDown(work: Work, { kind }: RegistryError): boolean {
  work.outage = kind === "unreachable" || kind === "unauthorized" ? work.outage + 1 : 0;
  return work.outage >= enough;
}

/** Makes of what was seen what follows from it. */
export async function keepAll(work: Work, looked: readonly Looked[]): Promise<Counts> {
  const counts: Partial<Counts>[] = [];
  for (const one of looked) {
    const { look } = one;
    counts.push(
      look.ok ? await keep(work, look.value, one.at) : await trouble(work, one, look.error.message),
    );
  }
  return sumOf(counts);
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
  const { added, moved } = await db.$transaction((tx) => bringIn(tx, namespace, look), {
    timeout: 60_000,
    maxWait: 30_000,
  });
  return { ...counts, added: added.length, moved: moved.length };
}

function trouble({ registry, run }: Work, { repository, at }: Looked, reason: string) {
  return keepTrouble({ registryId: registry.id, repository, runId: run.id, at }, reason);
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
