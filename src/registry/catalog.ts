import { z } from "zod";
import { type Answer, failure, refusal } from "./answers.ts";
import {
  addressOf,
  authorization,
  digestLike,
  type FetchedManifest,
  manifestLimit,
} from "./client.ts";
import type { Reply } from "./exchange.ts";
import type { Line } from "./line.ts";
import { acceptedManifests } from "./media-types.ts";

const listLimit = 32 * 1024 * 1024; // registries before 3 send all tags of a repository at once
const pageSize = 100; // names; what registries send by default
const mostPages = 10_000;

/** What the registry itself says that it does not have; an error of any other kind says nothing. */
export const absent = "absent";

export interface CatalogPage {
  names: string[];
  next: string | null; // the cursor of the page after; null at the end
}

/** One page of the registry's list of repositories, from the beginning or from a cursor. */
export async function catalogPage(line: Line, cursor: string | null): Promise<Answer<CatalogPage>> {
  const { registry } = line;
  const headers = authorization(registry, [{ type: "registry", name: "catalog", actions: ["*"] }]);
  const page = (query: string) =>
    line.ask(new URL(`${registry.url}/v2/_catalog${query}`), headers, listLimit);

  let answer = await page(cursor ?? `?n=${pageSize}`);
  if (answer.ok && answer.value.status === 400 && cursor === null) answer = await page(""); // its pages are smaller
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return refusal(answer.value);

  const parsed = Catalog.safeParse(parse(answer.value.body));
  if (!parsed.success) return failure("invalid", "What the registry sent is no list of names.");
  const next = nextPage(answer.value);
  if (next !== null && next === cursor)
    return failure("invalid", "The registry's list leads back to itself.");
  return { ok: true, value: { names: parsed.data.repositories ?? [], next } };
}

export interface TagList {
  names: string[];
  at: Date; // by the registry's clock: what it was told of later is not in the list
}

/** All tags of a repository, none if it is not there. Registries of the 3.x line may send them in pages, older ones never do. */
export async function listTags(line: Line, repository: string): Promise<Answer<TagList>> {
  const headers = line.mayPull(repository);
  const names = new Set<string>();
  let at: Date | undefined;
  let query: string | null = "";
  for (let pages = 0; query !== null && pages < mostPages; pages += 1) {
    const address = addressOf(line.registry, repository, `tags/list${query}`);
    if (!address) return failure("invalid", `${repository} is not a name that can be asked for.`);
    const began = Date.now();
    const answer = await line.ask(address, headers, listLimit);
    if (!answer.ok) return answer;
    at ??= theirTime(answer.value, began);
    if (saysAbsent(answer.value)) break;
    if (answer.value.status !== 200) return refusal(answer.value);

    const parsed = Tags.safeParse(parse(answer.value.body));
    if (!parsed.success) return failure("invalid", "What the registry sent is no list of tags.");
    for (const name of parsed.data.tags ?? []) names.add(name);
    const next = nextPage(answer.value);
    query = next === query ? null : next;
  }
  return { ok: true, value: { names: [...names], at: at ?? new Date() } };
}

/** What a tag or digest stands for; "same" if that is what is known already: registries count no pull for it then. */
export async function lookUpManifest(
  line: Line,
  repository: string,
  { reference, known }: { reference: string; known?: string | undefined },
): Promise<Answer<FetchedManifest | "same" | typeof absent>> {
  const address = addressOf(line.registry, repository, `manifests/${reference}`);
  if (!address) return failure("invalid", `${repository} is not a name that can be asked for.`);

  const headers = {
    ...line.mayPull(repository),
    accept: acceptedManifests,
    ...(known && { "if-none-match": `"${known}"` }),
  };
  const answer = await line.ask(address, headers, manifestLimit);
  if (!answer.ok) return answer;
  if (answer.value.status === 304 && known) return { ok: true, value: "same" };
  if (saysAbsent(answer.value)) return { ok: true, value: absent };
  if (answer.value.status !== 200) return refusal(answer.value);
  return manifestIn(answer.value, reference, known);
}

function manifestIn(
  { body: bytes, headers }: Reply,
  reference: string,
  known: string | undefined,
): Answer<FetchedManifest | "same"> {
  const claimed = String(headers["docker-content-digest"] ?? "");
  const like = reference.includes(":") ? reference : claimed || "sha256:";
  const digest = digestLike(like, bytes);
  if (!digest || (like.length > 7 && digest !== like))
    return failure("invalid", `What the registry sent for ${reference} has another digest.`);
  if (digest === known) return { ok: true, value: "same" };
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";");
  return { ok: true, value: { digest, mediaType: mediaType.trim(), bytes } };
}

/** A proxy's 404, or that of another program at the address, is no word of the registry's. */
function saysAbsent({ status, headers, body }: Reply): boolean {
  if (status !== 404 || headers["docker-distribution-api-version"] !== "registry/2.0") return false;
  const errors = Errors.safeParse(parse(body));
  return errors.success && errors.data.errors.every(({ code }) => unknownCodes.includes(code));
}

const unknownCodes = ["MANIFEST_UNKNOWN", "NAME_UNKNOWN"];
const Errors = z.object({ errors: z.array(z.object({ code: z.string() })).min(1) });
const Catalog = z.object({ repositories: z.array(z.string()).nullable() });
const Tags = z.object({ tags: z.array(z.string()).nullable() });

/** The query of the page that `Link` names (RFC 8288); whatever host it says, the registry's own is asked. */
function nextPage({ headers }: Reply): string | null {
  const link = [headers.link ?? ""].flat().join(",");
  const [, to = ""] = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link) ?? [];
  return to && URL.canParse(to, "http://registry") ? new URL(to, "http://registry").search : null;
}

/** When a list was begun, by the clock that also dates the registry's events. */
function theirTime({ headers }: Reply, began: number): Date {
  const answered = Date.parse(headers.date ?? "");
  return new Date(Number.isNaN(answered) ? began : answered - (Date.now() - began));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
