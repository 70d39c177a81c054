import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { visibleRepository } from "../repositories/api/tags.ts";
import { findRepositoryById } from "../repositories/repositories.ts";
import { findImage, isDigest } from "./find.ts";
import { imagePage } from "./page/page.ts";
import { attachedNow } from "./page/registry-attachments.ts";
import { ImageEntity, presentImage } from "./present.ts";
import { pointBack } from "./rollback.ts";
import { PointBackForm } from "./schemas.ts";

const ImageParams = IdParams.extend({
  reference: z.string().max(255).describe("A tag or a digest."),
});

const ImageQuery = z.object({
  package: z.string().max(255).default("").describe("Only packages that contain this."),
});

const RollbackBody = PointBackForm.extend({
  tag: z.string().max(128),
  from: PointBackForm.shape.from.describe("What the tag names now; empty if it is gone."),
});

export const endpoints = [
  endpoint("get", "/repositories/:id/images/:reference", {
    summary: "What a tag or a digest names: its kind, platforms, files and how to pull it",
    limited: true,
    params: ImageParams,
    query: ImageQuery,
    answer: ImageEntity,
    run: async ({ req, params: { id, reference }, query }) => {
      await visibleRepository(req.user, id);
      const repository = await findRepositoryById(req.user ?? null, id);
      const image = await findImage(repository.id, reference);
      const name = `${repository.namespace.registry.hostname}/${repository.fullName}`;
      return presentImage(
        await imagePage(image, {
          registry: await attachedNow(repository, image.digest),
          packageName: query.package,
        }),
        name,
        isDigest(reference) ? undefined : reference,
      );
    },
  }),

  endpoint("post", "/repositories/:id/rollback", {
    summary: "Roll a tag back to an image that it named before",
    params: IdParams,
    body: RollbackBody,
    status: 202,
    answer: z.object({ tag: z.string(), digest: z.string() }),
    run: async ({ req, params, body }) => {
      const repository = await findRepositoryById(actor(req), params.id);
      await pointBack(audit(req), repository, body);
      return { tag: body.tag, digest: body.digest };
    },
  }),
];
