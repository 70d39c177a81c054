import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import { db } from "../../platform/db/client.ts";
import { ensure, NotFound } from "../../platform/errors.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { findNamespace } from "../../tenancy/namespaces/list.ts";
import { canSeeSize } from "../../tenancy/policy/management.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { quotaOf, setQuota } from "./quota.ts";
import { QuotaBody } from "./schemas.ts";
import { isExact, type Size, sizeOfNamespace, sizeOfRepository } from "./sizes.ts";

const SizeEntity = z.object({
  stored: z.int().nullable().describe("Bytes of all its blobs, each once; null: unknown"),
  own: z
    .int()
    .nullable()
    .describe("Bytes of those that nothing else uses: what deleting it frees; null: unknown"),
  shared: z.int().nullable(),
  stored_at_least: z.int().nullable().describe("Bytes of the blobs whose size is known"),
  unknown: z.int().describe("Blobs whose size the registry has not told yet"),
  unread: z.int().describe("Manifests that were not read yet, so that their blobs are unknown"),
  counted_at: z.iso.datetime().nullable(),
});
const NamespaceSizeEntity = SizeEntity.extend({
  quota: z.int().nullable(),
  over_quota: z.boolean(),
});

export const endpoints = [
  endpoint("get", "/repositories/:id/sizes", {
    summary: "What a repository weighs, and what deleting it frees",
    params: IdParams,
    answer: SizeEntity,
    run: async ({ req, params: { id } }) => {
      const where = { id, AND: repositoriesVisibleTo(actor(req)) };
      if ((await db.repository.count({ where })) === 0) throw new NotFound("repository");
      return present(await sizeOfRepository(id));
    },
  }),

  endpoint("get", "/namespaces/:id/sizes", {
    summary: "What a namespace weighs, and how much it may hold",
    params: IdParams,
    answer: NamespaceSizeEntity,
    run: async ({ req, params }) => {
      const namespace = await findNamespace(actor(req), params.id);
      ensure(
        canSeeSize(actor(req), namespace),
        "What a namespace weighs is for the members of its team and for admins.",
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
    summary: "Say how much a namespace may hold",
    params: IdParams,
    body: QuotaBody,
    run: async ({ req, params, body: { quota } }) => {
      await findNamespace(actor(req), params.id);
      await setQuota(audit(req), params.id, quota === null ? null : BigInt(quota));
    },
  }),
];

function present(weight: Size | null) {
  const { unread = 0, unknown = 0, countedAt = null } = weight ?? {};
  const exact = weight && isExact(weight) ? weight : null;
  return {
    stored: exact && Number(exact.stored),
    own: exact && Number(exact.exclusive),
    shared: exact && Number(exact.stored - exact.exclusive),
    stored_at_least: weight && Number(weight.stored),
    ...{ unknown, unread, counted_at: countedAt },
  };
}
