import type { Registry } from "../../platform/db/client.ts";
import type { ExchangeOptions, Reply } from "../../platform/outgoing/exchange.ts";
import { trustOf } from "../../platform/outgoing/trust.ts";
import { refusal } from "../../registry/client/answers.ts";
import { addressOf, get, redirectTarget } from "../../registry/client/client.ts";
import { signToken } from "../../registry/signing/token.ts";
import { digestOf } from "./layers.ts";

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** Pushes to one repository as somebody, as a client does (OCI Distribution 1.1, Push). */
export interface Target {
  registry: Registry;
  repository: string;
  as: string; // user name
}

/** Uploads a blob unless the repository has it. */
export async function pushBlob(
  target: Target,
  mediaType: string,
  bytes: Buffer,
): Promise<Descriptor> {
  const digest = digestOf(bytes);
  const blob = place(target, `blobs/${digest}`);
  const known = await send(target, blob, { method: "HEAD" }, [200, 404]);
  if (known.status === 404) {
    const uploads = place(target, "blobs/uploads/");
    const { headers } = await send(target, uploads, { method: "POST" }, [202]);
    const upload = redirectTarget(uploads, headers.location);
    if (!upload) throw new Error(`The registry gave no usable address for an upload.`);
    upload.searchParams.set("digest", digest);
    const type = { "content-type": "application/octet-stream" };
    await send(target, upload, { method: "PUT", body: bytes, headers: type }, [201]);
  }
  return { mediaType, digest, size: bytes.length };
}

/** Pushes a manifest under each of the references; without any, under its digest. */
export async function pushManifest(
  target: Target,
  manifest: { mediaType: string; [field: string]: unknown },
  references: readonly string[] = [],
): Promise<Descriptor> {
  const { mediaType } = manifest;
  const body = Buffer.from(JSON.stringify(manifest));
  const digest = digestOf(body);
  for (const reference of references.length > 0 ? references : [digest]) {
    const address = place(target, `manifests/${reference}`);
    await send(
      target,
      address,
      { method: "PUT", body, headers: { "content-type": mediaType } },
      [201],
    );
  }
  return { mediaType, digest, size: body.length };
}

function place({ registry, repository }: Target, rest: string): URL {
  const address = addressOf(registry, repository, rest);
  if (!address) throw new Error(`${repository} is not a valid repository name.`);
  return address;
}

async function send(
  { registry, repository, as }: Target,
  address: URL,
  options: Omit<ExchangeOptions, "limit" | "headers"> & { headers?: Record<string, string> },
  expected: readonly number[],
): Promise<Reply> {
  const access = [{ type: "repository", name: repository, actions: ["pull", "push"] }];
  const token = signToken({ subject: as, service: registry.hostname, access, ttl: 60 });
  const answer = await get(address, {
    ...options,
    headers: { authorization: `Bearer ${token}`, ...options.headers },
    limit: 100_000,
    ...trustOf(registry, address),
  });
  if (!answer.ok) throw new Error(answer.error.message);
  if (expected.includes(answer.value.status)) return answer.value;
  const refused = refusal(answer.value);
  throw new Error(
    refused.ok ? `The registry answered ${answer.value.status}.` : refused.error.message,
  );
}
