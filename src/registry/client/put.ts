import type { Registry } from "../../platform/db/client.ts";
import { trustOf } from "../../platform/outgoing/trust.ts";
import { signToken } from "../signing/token.ts";
import { failure, type RegistryError, refusal } from "./answers.ts";
import { addressOf, get } from "./client.ts";

interface Put {
  tag: string;
  mediaType: string;
  bytes: Uint8Array;
  /** The user name that the registry's event will have. */
  as: string;
}

/** Pushes the bytes of a manifest under a tag. Returns the problem, or null. */
export async function putManifest(
  registry: Registry,
  repository: string,
  { tag, mediaType, bytes, as }: Put,
): Promise<RegistryError | null> {
  const address = addressOf(registry, repository, `manifests/${encodeURIComponent(tag)}`);
  if (!address) return null;

  const access = [{ type: "repository", name: repository, actions: ["pull", "push"] }];
  const token = signToken({ subject: as, service: registry.hostname, access, ttl: 60 });
  const answer = await get(address, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": mediaType },
    body: bytes,
    limit: 100_000,
    ...trustOf(registry, address),
  });
  if (!answer.ok) return answer.error;
  const { status, body } = answer.value;
  if (status === 201) return null;
  const refused = /MANIFEST_(BLOB_)?UNKNOWN/.test(body.toString("utf8"))
    ? failure("missing", gone)
    : refusal(answer.value);
  return refused.ok ? null : refused.error;
}

const gone =
  "The registry no longer has the layers or images that this manifest is made of: its garbage collection removed them. Push the image again.";
