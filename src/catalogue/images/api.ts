import { z } from "zod";
import { actor, audit, visitor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { findRepositoryById, findRepositoryForToken } from "../repositories/find.ts";
import { findImage, looksLikeDigest } from "./find.ts";
import { imagePage } from "./page/page.ts";
import { attachmentsAtRegistry } from "./page/registry-attachments.ts";
import { ImageEntity, presentImage } from "./present/image.ts";
import { rollBackTag } from "./rollback.ts";
import { RollbackForm } from "./schemas.ts";

const ImageParams = IdParams.extend({
  reference: text(255, { kind: "raw" }).describe("A tag or a digest."),
});

const ImageQuery = z.object({
  package: text(255, { kind: "raw" }).default("").describe("Only packages that contain this."),
});

const RollbackBody = RollbackForm.extend({
  tag: text(128, { kind: "raw" }),
  from: RollbackForm.shape.from.describe(
    "The digest that the tag points to now; empty if the tag was deleted.",
  ),
});

export const endpoints = [
  endpoint("get", "/repositories/:id/images/:reference", {
    summary: "One image or artifact: its kind, platforms, layers, files and pull commands",
    allowsLimitedTokens: true,
    params: ImageParams,
    query: ImageQuery,
    answer: ImageEntity,
    run: async ({ req, params: { id, reference }, query }) => {
      const repository = await findRepositoryForToken(visitor(req), id);
      const image = await findImage(repository.id, reference);
      const name = `${repository.namespace.registry.hostname}/${repository.fullName}`;
      return presentImage(
        await imagePage(image, {
          registry: await attachmentsAtRegistry(repository, image.digest),
          packageName: query.package,
        }),
        name,
        looksLikeDigest(reference) ? undefined : reference,
      );
    },
  }),

  endpoint("post", "/repositories/:id/rollback", {
    summary: "Roll back a tag to an image that it pointed to before",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: RollbackBody,
    status: 202,
    answer: z.object({ tag: z.string(), digest: z.string() }),
    run: async ({ req, params, body }) => {
      const repository = await findRepositoryById(actor(req), params.id);
      await rollBackTag(audit(req), repository, body);
      return { tag: body.tag, digest: body.digest };
    },
  }),
];
