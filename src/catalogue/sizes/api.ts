import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import { ensure } from "../../platform/errors.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { canSeeSize } from "../../tenancy/policy/management.ts";
import { findRepositoryById } from "../repositories/find.ts";
import { quotaOf, setQuota } from "./quota.ts";
import { QuotaBody } from "./schemas.ts";
import { isExact, type Size, sizeOfNamespace } from "./sizes.ts";

const SizeEntity = z.object({
  stored: z.int().nullable().describe("Bytes of all its blobs, each once; null: unknown"),
  own: z
    .int()
    .nullable()
    .describe("Bytes of blobs that nothing else uses: what deleting it frees; null: unknown"),
  shared: z.int().nullable(),
  stored_at_least: z.int().nullable().describe("Bytes of the blobs of known size"),
  unknown: z.int().describe("Blobs of unknown size"),
  unread: z.int().describe("Manifests that were not read yet, so their blobs are not counted"),
  counted_at: z.iso.datetime().nullable(),
});
const NamespaceSizeEntity = SizeEntity.extend({
  quota: z.int().nullable(),
  over_quota: z.boolean(),
});

export const endpoints = [
  endpoint("get", "/repositories/:id/sizes", {
    summary: "The size of a repository, and what deleting it frees",
    params: IdParams,
    answer: SizeEntity,
    run: async ({ req, params: { id } }) => {
      const { size } = await findRepositoryById(actor(req), id);
      return present(size);
    },
  }),

  endpoint("get", "/namespaces/:id/sizes", {
    summary: "The size and quota of a namespace",
    params: IdParams,
    answer: NamespaceSizeEntity,
    run: async ({ req, params }) => {
      const namespace = await findNamespace(actor(req), params.id);
      ensure(
        canSeeSize(actor(req), namespace),
        "Only members of the team and admins may see the size of a namespace.",
      );
      const quota = quotaOf(namespace);
      return {
        ...present(await sizeOfNamespace(namespace.id)),
        quota: quota === null ? null : Number(quota),
        over_quota: namespace.overQuota,
      };
    },
  }),

  endpoint("put", "/namespaces/:id/quota", {
    summary: "Set the quota of a namespace",
    caller: "admin",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: QuotaBody,
    run: async ({ req, params, body: { quota } }) => {
      await findNamespace(actor(req), params.id);
      await setQuota(audit(req), params.id, quota === null ? null : BigInt(quota));
    },
  }),
];

function present(size: Size | null) {
  const { unread = 0, unknown = 0, countedAt = null } = size ?? {};
  const exact = size && isExact(size) ? size : null;
  return {
    stored: exact && Number(exact.stored),
    own: exact && Number(exact.exclusive),
    shared: exact && Number(exact.stored - exact.exclusive),
    stored_at_least: size && Number(size.stored),
    unknown,
    unread,
    counted_at: countedAt,
  };
}
