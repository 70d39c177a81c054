import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { parseJson } from "../../platform/json.ts";
import type { Reply } from "../../platform/outgoing/exchange.ts";
import { probeRepository } from "../probe-repository.ts";
import { type Answer, failure, refusal } from "./answers.ts";
import {
  addressOf,
  authorization,
  digestLike,
  type FetchedManifest,
  manifestLimit,
} from "./client.ts";
import type { Connection } from "./connection.ts";
import { listLimit, namesIn, nextPage, presentable } from "./lists.ts";
import { acceptedManifests } from "./media-types.ts";

const pageSize = 100; // names; the default of registries

/** The error codes by which a registry says that it does not have something. */
export const absent = "absent";

export interface CatalogPage {
  names: string[];
  next: string | null; // the cursor of the next page; null at the end
}

/** One page of the registry's list of repositories, from the start or from a cursor, without that of the doctor. */
export async function catalogPage(
  connection: Connection,
  cursor: string | null,
): Promise<Answer<CatalogPage>> {
  const { registry } = connection;
  const headers = authorization(registry, [{ type: "registry", name: "catalog", actions: ["*"] }]);
  const page = (query: string) =>
    connection.get(new URL(`${registry.url}/v2/_catalog${query}`), headers, listLimit);

  let answer = await page(cursor ?? `?n=${pageSize}`);
  if (answer.ok && answer.value.status === 400 && cursor === null) answer = await page(""); // the registry allows only smaller pages
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return refusal(answer.value);

  const names = await namesIn(answer.value, "repositories");
  if (!names) return failure("invalid", "The registry's answer is not a list of repositories.");
  const next = nextPage(answer.value);
  if (next !== null && next === cursor)
    return failure("invalid", "The next page of the registry's list is the same page.");
  const listed = names.filter((name) => name !== probeRepository);
  return { ok: true, value: { names: listed.map(presentable), next } };
}

/** The manifest of a tag or digest; "same" if its digest is still `known`. Registries do not count that as a pull. */
export async function lookUpManifest(
  connection: Connection,
  repository: string,
  { reference, known }: { reference: string; known?: string | undefined },
): Promise<Answer<FetchedManifest | "same" | typeof absent>> {
  const address = addressOf(connection.registry, repository, `manifests/${reference}`);
  if (!address) return failure("invalid", `${repository} is not a valid repository name.`);

  const headers = {
    ...connection.pullAuthorization(repository),
    accept: acceptedManifests,
    ...(known && { "if-none-match": `"${known}"` }),
  };
  const answer = await connection.get(address, headers, manifestLimit);
  if (!answer.ok) return answer;
  if (answer.value.status === 304 && known) return { ok: true, value: "same" };
  if (isAbsent(answer.value)) return { ok: true, value: absent };
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
    return failure("invalid", `The registry sent content with another digest for ${reference}.`);
  if (digest === known) return { ok: true, value: "same" };
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";");
  return { ok: true, value: { digest, mediaType: mediaType.trim(), bytes } };
}

/** Whether a 404 comes from the registry itself, and not from a proxy or another program at the address. */
export function isAbsent({ status, headers, body }: Reply): boolean {
  if (status !== 404 || headers["docker-distribution-api-version"] !== "registry/2.0") return false;
  const errors = Errors.safeParse(body.length > maxErrorBytes ? null : parseJson(body));
  return errors.success && errors.data.errors.every(({ code }) => unknownCodes.includes(code));
}

const maxErrorBytes = 10_000;
const unknownCodes = ["MANIFEST_UNKNOWN", "NAME_UNKNOWN"];
const Errors = z.object({ errors: z.array(z.object({ code: text(255, { kind: "raw" }) })).min(1) });
