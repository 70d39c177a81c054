import { log } from "../../platform/log.ts";
import { type AtRegistry, asCatalogued } from "../../registry/client/referrers.ts";
import { checkRegistry, type Subject } from "./check.ts";

interface Looks {
  current: Promise<AtRegistry>;
  /** Starts after the current one, for every request that arrives meanwhile, so that it includes what they pushed before. */
  next: Promise<AtRegistry> | null;
}

const maxSubjects = 32; // checked at the same time; for others the catalogue answers
const looking = new Map<string, Looks>();

/** The registry's current referrers of a subject. Concurrent requests for a subject share one check at a time. */
export function referrersNow(subject: Subject): Promise<AtRegistry> {
  const key = keyOf(subject);
  const looks = looking.get(key);
  if (!looks) return looking.size < maxSubjects ? begin(key, subject) : settled;
  looks.next ??= looks.current.then(() => begin(key, subject));
  return looks.next;
}

const settled = Promise.resolve(asCatalogued);

const keyOf = ({ registry, repository, digest }: Subject) =>
  `${registry.id} ${repository}@${digest}`;

function begin(key: string, subject: Subject): Promise<AtRegistry> {
  const current = look(subject);
  const looks: Looks = { current, next: null };
  looking.set(key, looks);
  void current.then(() => {
    if (!looks.next) looking.delete(key);
  });
  return current;
}

async function look(subject: Subject): Promise<AtRegistry> {
  try {
    return await checkRegistry(subject);
  } catch (error) {
    log.warn({ err: error, repository: subject.repository }, "checking referrers failed");
    return asCatalogued;
  }
}
