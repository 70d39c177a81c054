// The rules about events, once more and as plain as possible: one event at a time, lists that are searched, times as
// numbers of microseconds. Nothing here is fast, and nothing is shared with what it is compared with.

export interface ModelEvent {
  id: bigint;
  action: "push" | "delete";
  repository: string;
  at: number; // microseconds
  digest?: string;
  tag?: string;
  actor: string;
  isProven: boolean;
  request?: string;
}

interface ModelTag {
  name: string;
  digest: string;
  author: string;
  pushedBy: string;
  pushedAt: number;
  appliedAt: number;
  createdAt: number;
}

interface ModelManifest {
  digest: string;
  pushedBy: string;
  pushedAt: number;
}

interface ModelMove {
  tag: string;
  at: number;
  digest: string | null;
  by: string;
}

export interface ModelRepository {
  pushedBy: string;
  pushedAt: number;
  tags: ModelTag[];
  manifests: ModelManifest[];
  moves: ModelMove[];
  requests: string[];
}

export interface Model {
  repositories: Map<string, ModelRepository>;
  deletions: { repository: string; reference: string; at: number }[];
  outcomes: string[];
  entries: string[];
  notices: string[];
  lookups: string[];
}

export const emptyModel = (): Model => ({
  repositories: new Map(),
  deletions: [],
  outcomes: [],
  entries: [],
  notices: [],
  lookups: [],
});

const toMilliseconds = (at: number) => Math.floor(at / 1000) * 1000;
const toNearest = (at: number) => Math.round(at / 1000) * 1000;

export function applyOne(model: Model, event: ModelEvent): void {
  const { id, repository, digest, tag, actor } = event;
  if (!event.isProven) {
    model.lookups.push(`${repository} ${tag ?? digest}`);
    model.outcomes.push(`${id} ignored`);
    return;
  }
  const applied = event.action === "push" ? push(model, event) : remove(model, event);
  model.outcomes.push(`${id} ${applied ? "applied" : "ignored"}`);
  model.notices.push(`${event.action} ${id}`);
  void actor;
}

function isGone(model: Model, { repository, at }: ModelEvent, reference: string): boolean {
  return model.deletions.some(
    (it) => it.repository === repository && it.reference === reference && it.at >= at,
  );
}

function push(model: Model, event: ModelEvent): boolean {
  const { repository, at, digest = "", tag, actor } = event;
  if (tag) note(model, event, "repository.push", { tag, digest });
  if (isGone(model, event, "") || isGone(model, event, digest)) {
    if (tag) pushOfDeleted(model, event, tag);
    return false;
  }

  const pushedAt = toNearest(at);
  const it = model.repositories.get(repository) ?? {
    pushedBy: actor,
    pushedAt,
    tags: [],
    manifests: [],
    moves: [],
    requests: [],
  };
  model.repositories.set(repository, it);
  if (it.pushedAt <= pushedAt) Object.assign(it, { pushedBy: actor, pushedAt });
  pushManifest(it, digest, { at, actor });
  if (tag && !isGone(model, event, tag)) {
    pushTag(it, tag, event);
    move(it, { tag, at, digest, by: actor });
  }
  return true;
}

function pushOfDeleted(model: Model, { repository, at, actor }: ModelEvent, tag: string): void {
  model.deletions.push({ repository, reference: tag, at });
  const it = model.repositories.get(repository);
  if (!it?.tags.some(({ name, appliedAt }) => name === tag && appliedAt <= at)) return;
  it.tags = it.tags.filter(({ name }) => name !== tag);
  move(it, { tag, at, digest: null, by: actor });
}

function pushManifest(
  it: ModelRepository,
  digest: string,
  { at, actor }: { at: number; actor: string },
): void {
  const pushedAt = toMilliseconds(at);
  const known = it.manifests.find((one) => one.digest === digest);
  if (!known) it.manifests.push({ digest, pushedBy: actor, pushedAt });
  else if (known.pushedAt <= pushedAt) Object.assign(known, { pushedBy: actor, pushedAt });
}

function pushTag(it: ModelRepository, name: string, { at, digest = "", actor }: ModelEvent): void {
  const time = toNearest(at);
  const known = it.tags.find((one) => one.name === name);
  if (!known) {
    const people = { author: actor, pushedBy: actor };
    it.tags.push({ name, digest, ...people, pushedAt: time, appliedAt: at, createdAt: time });
    return;
  }
  if (time < known.createdAt) Object.assign(known, { author: actor, createdAt: time });
  if (known.appliedAt <= at) Object.assign(known, { digest, pushedBy: actor, appliedAt: at });
  known.pushedAt = Math.max(known.pushedAt, time);
}

/** What was pushed after a deletion stays. What it deletes with it counts as deleted at its last push. */
function remove(model: Model, event: ModelEvent): boolean {
  const { repository, at, digest, tag, actor } = event;
  const it = model.repositories.get(repository);
  const tags = (it?.tags ?? []).filter(
    (one) =>
      one.appliedAt <= at &&
      [undefined, one.digest].includes(digest) &&
      [undefined, one.name].includes(tag),
  );
  const isOnlyTag = tag !== undefined && digest === undefined;
  if (it && isOnlyTag && tags.length === 0) correctAuthor(it, tag, at);
  if (it) it.tags = it.tags.filter((one) => !tags.includes(one));
  const isLeft = (one: ModelManifest) =>
    isOnlyTag ||
    one.pushedAt > at ||
    ![undefined, one.digest].includes(digest) ||
    it?.tags.some((other) => other.digest === one.digest);
  const manifests = it?.manifests.filter((one) => !isLeft(one)) ?? [];
  if (it) it.manifests = it.manifests.filter((one) => !manifests.includes(one));

  for (const one of tags)
    if (one.name !== tag)
      model.deletions.push({ repository, reference: one.name, at: one.appliedAt });
  model.deletions.push({ repository, reference: digest ?? tag ?? "", at });
  if (!it || tags.length + manifests.length === 0) return false;

  const isEmpty = it.manifests.length === 0;
  if (isEmpty) model.repositories.delete(repository);
  else for (const one of tags) move(it, { tag: one.name, at, digest: null, by: actor });
  noteDeletion(model, event, { it, tags: tags.map(({ name }) => name).sort(), isEmpty });
  return true;
}

function correctAuthor(it: ModelRepository, tag: string, at: number): void {
  const known = it.tags.find(({ name }) => name === tag);
  if (!known || known.createdAt > at || known.appliedAt <= at) return;
  if (known.pushedAt < toMilliseconds(at)) return;
  Object.assign(known, { author: known.pushedBy, createdAt: known.pushedAt });
}

function move(it: ModelRepository, given: ModelMove): void {
  const at = toMilliseconds(given.at);
  const known = it.moves.find((one) => one.tag === given.tag && one.at === at);
  if (known) known.digest = given.digest;
  else it.moves.push({ ...given, at });
}

function noteDeletion(
  model: Model,
  event: ModelEvent,
  { it, tags, isEmpty }: { it: ModelRepository; tags: string[]; isEmpty: boolean },
): void {
  if (event.actor === "portus") return;
  const key = isEmpty ? "repository.delete" : tags.length > 0 ? "tag.delete" : "manifest.delete";
  const { digest, request } = event;
  if (request && it.requests.includes(`${key} ${request}`)) return;
  if (request) it.requests.push(`${key} ${request}`);
  note(model, event, key, { tags, ...(digest && { digest }), ...(request && { request }) });
}

function note(
  model: Model,
  { repository, at, actor }: ModelEvent,
  key: string,
  details: object,
): void {
  if (key === "repository.push" && actor === "portus") return; // it has no account
  model.entries.push(
    [key, repository, actor, toMilliseconds(at), JSON.stringify(details)].join(" "),
  );
}
