import { type Request, type Response, Router } from "express";
import { actor, audit, visitor } from "../../identity/actor/request.ts";
import { blank, submit } from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { idIn, nameIn } from "../../platform/http/input/params.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/find.ts";
import { canSeeSize } from "../../tenancy/policy/management.ts";
import { findRepository } from "../repositories/find.ts";
import { storageOfNamespace } from "./history/history.ts";
import { type LargeImage, largestImages, largestRepositories } from "./largest.ts";
import { drawBlocks } from "./map/draw.ts";
import { canSetQuota } from "./policy.ts";
import { quotaOf, quotaUse, setQuota } from "./quota.ts";
import { QuotaForm, SizesQuery } from "./schemas.ts";
import { sizeOfNamespace } from "./sizes.ts";

export const repositorySizes = Router();
export const namespaceSizes = Router();

repositorySizes.get("/*name/-/sizes", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const images = await largestImages(repository.id, readPageQuery(res, SizesQuery).from);
  const rows = images.rows.map((image) => ({
    ...image,
    href: paths.image(repository, image.digest),
    name: image.tags.join(", "),
    note: moreTags(image),
  }));
  res.render("catalogue/sizes/repository", {
    repository,
    size: repository.size,
    images: { ...images, rows },
    blocks: drawBlocks(rows),
  });
});

function moreTags({ tags, tagsCount }: LargeImage): string {
  const more = tagsCount - tags.length;
  return more > 0 ? `and ${plural(more, "more tag")}` : "";
}

namespaceSizes.get("/:id/sizes", async (req, res) => {
  const namespace = await findNamespace(actor(req), idIn(req.params, "namespace"));
  await show(req, res, namespace, blank({ quota: inputOf(namespace.quota) }));
});

namespaceSizes.post("/:id/sizes", async (req, res) => {
  const namespace = await findNamespace(actor(req), idIn(req.params, "namespace"));
  const form = await submit(QuotaForm, req.body, ({ quota }) =>
    setQuota(audit(req), namespace.id, quota),
  );
  if (!form.ok) return show(req, res.status(422), namespace, form);

  flash(req, "Quota set.");
  res.redirect(303, paths.namespaceSizes(namespace));
});

async function show(req: Request, res: Response, namespace: FoundNamespace, form: object) {
  const viewer = actor(req);
  const seesSize = canSeeSize(viewer, namespace);
  const size = seesSize ? await sizeOfNamespace(namespace.id) : null;
  const stored = size ? size.stored + size.declared : 0n;
  const quota = quotaOf(namespace);
  const storage = seesSize ? await storageOfNamespace(namespace.id, stored, quota) : null;
  const { from } = readPageQuery(res, SizesQuery);
  const largest = await largestRepositories(namespace.id, viewer, from);
  res.render("catalogue/sizes/namespace", {
    namespace,
    form,
    size,
    stored,
    largest: {
      ...largest,
      rows: largest.rows.map((row) => ({
        ...row,
        href: paths.repositorySizes({ ...row, namespace }),
        name: row.fullName,
      })),
    },
    storage,
    quota,
    use: quotaUse(stored, namespace),
    canSeeSize: seesSize,
    canSetQuota: canSetQuota(viewer),
  });
}

function inputOf(quota: bigint | null): string {
  if (quota === null) return "";
  return quota === 0n ? "none" : `${quota} B`;
}
