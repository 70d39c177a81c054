import { type Request, type Response, Router } from "express";
import { visitor } from "../../../identity/actor/request.ts";
import { existingAccounts } from "../../../identity/people/existing.ts";
import { config } from "../../../platform/config/config.ts";
import { orNull } from "../../../platform/errors.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { canDeleteImages } from "../../../tenancy/policy/deletion.ts";
import { visibilityOf } from "../../../tenancy/policy/policy.ts";
import { type FoundRepository, findRepository, guardedBy } from "../../repositories/find.ts";
import { canRetryReading } from "../../repositories/policy.ts";
import { pullLines } from "../../repositories/pull-lines.ts";
import { isImmutable, patternsOf } from "../../repositories/tags/immutable-patterns.ts";
import { baseOf } from "../bases/base.ts";
import { dependentsOf } from "../bases/dependents.ts";
import { layerUsers } from "../bases/layer-users.ts";
import { baseAddress, baseName } from "../bases/names.ts";
import { type FoundImage, findImage, looksLikeDigest } from "../find.ts";
import { type ImagePage, imagePage } from "../page/page.ts";
import { attachmentsAtRegistry } from "../page/registry-attachments.ts";
import { PackagesQuery } from "../schemas.ts";
import { comparePages } from "./compare.ts";
import { lanePages } from "./lanes.ts";
import { layerMapPages } from "./layer-map.ts";
import { reading } from "./reading.ts";
import { readme } from "./readme.ts";
import { timeline } from "./timeline.ts";

export const images = Router();

images.use(readme, timeline, lanePages, layerMapPages, comparePages, reading);

images.get("/*name/-/tags/:tag", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { tag } = req.params;
  const image = await findImage(repository.id, tag);
  await show(req, res, { repository, image, tag });
});

/** Comes last among the pages of a repository, because a tag may have the name of a page. */
images.get("/*name/-/:reference", async (req, res, next) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { reference } = req.params;
  if (looksLikeDigest(reference))
    return show(req, res, { repository, image: await findImage(repository.id, reference) });
  const tagged = await findImage(repository.id, reference).catch(orNull);
  if (!tagged) return next(); // it may be the address of a form
  res.redirect(303, paths.image(repository, reference));
});

async function show(
  req: Request,
  res: Response,
  found: { repository: FoundRepository; image: FoundImage; tag?: string },
): Promise<void> {
  const { repository, image, tag } = found;
  const viewer = visitor(req);
  const guarded = guardedBy(repository);
  const { package: packageName } = readPageQuery(res, PackagesQuery);
  const registry = await attachmentsAtRegistry(repository, image.digest);
  const [page, foundBase, dependents, users] = await Promise.all([
    imagePage(image, { registry, packageName }),
    baseOf(viewer, image),
    dependentsOf(viewer, image),
    layerUsers(viewer, image),
  ]);
  res.render("catalogue/images/show", {
    ...page,
    foundBase,
    dependents,
    users,
    baseName,
    baseAddress,
    repository,
    tag,
    immutable: immutableAmong(repository, [...page.tags.names, ...(tag ? [tag] : [])]),
    packageName,
    accounts: await existingAccounts(viewer, [
      image.pushedBy,
      ...page.attachments.map(({ pushedBy }) => pushedBy),
    ]),
    visibility: visibilityOf(guarded),
    canRetryReading: canRetryReading(viewer, guarded),
    canDelete: canDeleteImages(viewer, guarded, config.rules),
    lines: linesFor(found, page),
  });
}

function immutableAmong(repository: FoundRepository, tags: string[]): string[] {
  const patterns = patternsOf(repository);
  return [...new Set(tags)].filter((tag) => isImmutable(patterns, tag));
}

function linesFor(
  { repository, image, tag }: { repository: FoundRepository; image: FoundImage; tag?: string },
  { kind, tags }: ImagePage,
) {
  const { artifactType, subject, digest } = image;
  const name = `${repository.namespace.registry.hostname}/${repository.fullName}`;
  const shown = tag ?? tags.names[0] ?? null; // the newest tag, unless one was asked for
  return pullLines({ kind: kind.name, artifactType, subject, name }, { tag: shown, digest });
}
