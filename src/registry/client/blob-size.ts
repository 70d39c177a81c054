import type { Reply } from "../../platform/outgoing/exchange.ts";
import { type Answer, failure, refusal } from "./answers.ts";
import { addressOf, maxRedirects, redirectTarget } from "./client.ts";
import type { Connection } from "./connection.ts";

/** The size in bytes of a blob in the registry; "missing" if the repository does not have the blob. */
export async function blobSize(
  connection: Connection,
  repository: string,
  digest: string,
): Promise<Answer<number>> {
  const head = await follow(connection, { repository, digest }, "HEAD");
  const size = head.ok && head.value.status === 200 ? lengthOf(head.value) : null;
  if (size !== null) return { ok: true, value: size };
  if (!head.ok || ![200, 403, 404, 405].includes(head.value.status)) return lengthFailure(head);

  // The answer to a HEAD has no body with an error code, and some storages accept only signed GETs.
  const get = await follow(connection, { repository, digest }, "GET");
  const length = get.ok && [200, 206].includes(get.value.status) ? lengthOf(get.value) : null;
  return length === null ? lengthFailure(get) : { ok: true, value: length };
}

/** A registry may redirect to its storage, which must not see the token. */
async function follow(
  connection: Connection,
  { repository, digest }: { repository: string; digest: string },
  method: "HEAD" | "GET",
): Promise<Answer<Reply>> {
  const range: Record<string, string> = method === "GET" ? { range: "bytes=0-0" } : {};
  let address = addressOf(connection.registry, repository, `blobs/${digest}`);
  let headers = { ...connection.pullAuthorization(repository), ...range };
  for (let hop = 0; address && hop <= maxRedirects; hop += 1) {
    const answer = await connection.head(address, headers, method);
    if (!answer.ok || answer.value.status < 300 || answer.value.status > 399) return answer;
    address = redirectTarget(address, answer.value.headers.location);
    headers = range;
  }
  return failure("invalid", "The registry redirected to an address that Portus cannot follow.");
}

function lengthOf({ status, headers }: Reply): number | null {
  const [, whole = ""] = /^bytes \d+-\d+\/(\d+)$/.exec(headers["content-range"] ?? "") ?? [];
  const length = status === 206 ? whole : (headers["content-length"] ?? "");
  const size = /^\d{1,16}$/.test(length) ? Number(length) : Number.NaN;
  return Number.isSafeInteger(size) ? size : null;
}

/** A digest of an algorithm that the registry does not support counts as missing. */
function lengthFailure(answer: Answer<Reply>): Answer<never> {
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 400 && body.includes("DIGEST_INVALID"))
    return failure("missing", "The registry does not support this kind of digest.");
  if (status === 200 || status === 206)
    return failure("invalid", "The registry did not say how long the blob is.");
  return refusal(answer.value);
}
