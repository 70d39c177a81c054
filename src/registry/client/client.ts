import { createHash } from "node:crypto";
import type { Registry } from "../../platform/db/client.ts";
import { type ExchangeOptions, exchange, type Reply } from "../../platform/outgoing/exchange.ts";
import { type Trust, trustOf } from "../../platform/outgoing/trust.ts";
import { type Access, portusToken } from "../signing/token.ts";
import { type Answer, connectionFailure, failure, type RegistryError, refusal } from "./answers.ts";
import { acceptedManifests } from "./media-types.ts";

export type { Answer, RegistryError } from "./answers.ts";

export type Address = Pick<Registry, "url" | "hostname"> & Partial<Trust>;

export interface FetchedManifest {
  digest: string;
  mediaType: string;
  bytes: Buffer;
}

export const manifestLimit = 4 * 1024 * 1024; // the most that registries accept
const blobLimit = 8 * 1024 * 1024; // for configs; Portus fetches no layers
export const maxRedirects = 3;

/** Checks that the registry is up and accepts Portus's tokens. Returns the problem, or null. */
export async function ping(registry: Address): Promise<RegistryError | null> {
  const address = new URL(`${registry.url}/v2/`);
  const answer = await get(address, {
    headers: authorization(registry, []),
    limit: 10_000,
    ...trustOf(registry, address),
  });
  if (!answer.ok) return answer.error;
  const { status } = answer.value;
  const refused = status === 200 ? null : refusal(answer.value);
  return refused && !refused.ok ? refused.error : null;
}

/** Fetches the bytes of a manifest by tag or digest, and verifies them if given a digest. */
export async function fetchManifest(
  registry: Address,
  repository: string,
  reference: string,
): Promise<Answer<FetchedManifest>> {
  const address = addressOf(registry, repository, `manifests/${reference}`);
  if (!address) return failure("invalid", `${repository} is not a valid repository name.`);

  const headers = { ...pullAuthorization(registry, repository), accept: acceptedManifests };
  const answer = await get(address, {
    headers,
    limit: manifestLimit,
    ...trustOf(registry, address),
  });
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return refusal(answer.value);

  const { body: bytes, headers: given } = answer.value;
  const digest = reference.includes(":") ? reference : digestLike("sha256:", bytes);
  if (!isDigestOf(digest, bytes)) return mismatch(digest);
  const [mediaType = ""] = (given["content-type"] ?? "").split(";");
  return { ok: true, value: { digest, mediaType: mediaType.trim(), bytes } };
}

/** Fetches a small blob, such as the config of an image. A redirect to the registry's storage gets no token. */
export async function fetchBlob(
  registry: Address,
  repository: string,
  digest: string,
): Promise<Answer<Buffer>> {
  let address = addressOf(registry, repository, `blobs/${digest}`);
  let headers: Record<string, string> = pullAuthorization(registry, repository);
  for (let hop = 0; address && hop <= maxRedirects; hop += 1) {
    const answer = await get(address, { headers, limit: blobLimit, ...trustOf(registry, address) });
    if (!answer.ok) return answer;
    const { status, body, headers: given } = answer.value;
    if (status === 200)
      return isDigestOf(digest, body) ? { ok: true, value: body } : mismatch(digest);
    if (status < 300 || status > 399) return refusal(answer.value);
    address = redirectTarget(address, given.location);
    headers = {};
  }
  return failure("invalid", "The registry redirected to an address that Portus cannot follow.");
}

/** Deletes a manifest and all tags of its repository that point to it. Succeeds if it does not exist. */
export async function deleteManifest(
  registry: Address,
  repository: string,
  digest: string,
): Promise<RegistryError | null> {
  const address = addressOf(registry, repository, `manifests/${digest}`);
  if (!address) return null;

  const access = [{ type: "repository", name: repository, actions: ["delete"] }];
  const headers = authorization(registry, access);
  const answer = await get(address, {
    method: "DELETE",
    headers,
    limit: 10_000,
    ...trustOf(registry, address),
  });
  if (!answer.ok) return answer.error;
  if ([200, 202, 204].includes(answer.value.status)) return null;
  const refused = refusal(answer.value);
  return refused.ok || refused.error.kind === "missing" ? null : refused.error;
}

export async function get(address: URL, options: ExchangeOptions): Promise<Answer<Reply>> {
  try {
    return { ok: true, value: await exchange(address, options) };
  } catch (error) {
    return connectionFailure(address, error);
  }
}

export function redirectTarget(from: URL, location: string | undefined): URL | null {
  if (!location || !URL.canParse(location, from)) return null;
  const to = new URL(location, from);
  return ["http:", "https:"].includes(to.protocol) ? to : null;
}

/** The URL of something in a repository; null for a name with dot segments, which would lead elsewhere. */
export function addressOf({ url }: Address, repository: string, rest: string): URL | null {
  const parts = repository.split("/");
  const plain = parts.every((part) => /^[\w[][\w.:[\]-]*$/.test(part));
  return plain ? new URL(`${url}/v2/${parts.map(encodeURIComponent).join("/")}/${rest}`) : null;
}

export function pullAuthorization(registry: Address, repository: string) {
  return authorization(registry, [{ type: "repository", name: repository, actions: ["pull"] }]);
}

export function authorization({ hostname }: Address, access: Access[]) {
  return { authorization: `Bearer ${portusToken(hostname, access)}` };
}

const isDigestOf = (digest: string, bytes: Buffer) => digestLike(digest, bytes) === digest;

/** The digest of bytes, by the algorithm of another digest; empty for an unknown algorithm. */
export function digestLike(digest: string, bytes: Buffer): string {
  const [, algorithm] = /^(sha256|sha384|sha512):/.exec(digest) ?? [];
  return algorithm ? `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}` : "";
}

function mismatch(digest: string): Answer<never> {
  return failure("invalid", `The registry sent content with another digest for ${digest}.`);
}
