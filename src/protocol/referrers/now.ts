import { log } from "../../platform/log.ts";
import { type AtRegistry, asCatalogued } from "../../registry/client/referrers.ts";
import { lookAtRegistry, type Subject } from "./look.ts";

interface Looks {
  current: Promise<AtRegistry>;
  /** Begins when the current one has ended, for everybody who came meanwhile: it sees what they pushed before they asked. */
  next: Promise<AtRegistry> | null;
}

const maxSubjects = 32; // looked for at a time; beyond that the catalogue answers
const looking = new Map<string, Looks>();

/** What the registry has now of a subject's referrers. However many ask, one look at a time is under way for them. */
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
    return await lookAtRegistry(subject);
  } catch (error) {
    log.warn({ err: error, repository: subject.repository }, "looking for referrers failed");
    return asCatalogued;
  }
}
