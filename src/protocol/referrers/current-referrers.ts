import { log } from "../../platform/log.ts";
import { type AtRegistry, asCatalogued } from "../../registry/client/referrers.ts";
import { checkRegistry, type Subject } from "./check.ts";

interface Checks {
  current: Promise<AtRegistry>;
  /** Starts after the current check. Requests that arrive during that one share it: it sees what their clients pushed before. */
  next: Promise<AtRegistry> | null;
}

const maxSubjects = 32; // checked at the same time; for others the catalogue answers
const running = new Map<string, Checks>();

/** The registry's current referrers of a subject. Concurrent requests for a subject share one check at a time. */
export function currentReferrers(subject: Subject): Promise<AtRegistry> {
  const key = keyOf(subject);
  const checks = running.get(key);
  if (!checks) return running.size < maxSubjects ? start(key, subject) : unchecked;
  checks.next ??= checks.current.then(() => start(key, subject));
  return checks.next;
}

const unchecked = Promise.resolve(asCatalogued);

const keyOf = ({ registry, repository, digest }: Subject) =>
  `${registry.id} ${repository}@${digest}`;

function start(key: string, subject: Subject): Promise<AtRegistry> {
  const current = check(subject);
  const checks: Checks = { current, next: null };
  running.set(key, checks);
  void current.then(() => {
    if (!checks.next) running.delete(key);
  });
  return current;
}

async function check(subject: Subject): Promise<AtRegistry> {
  try {
    return await checkRegistry(subject);
  } catch (error) {
    log.warn({ err: error, repository: subject.repository }, "checking referrers failed");
    return asCatalogued;
  }
}
