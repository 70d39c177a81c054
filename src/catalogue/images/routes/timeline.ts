import { type Request, type Response, Router } from "express";
import { audit, visitor } from "../../../identity/actor/request.ts";
import { existingAccounts } from "../../../identity/people/existing.ts";
import { config } from "../../../platform/config/config.ts";
import { LongPageQuery } from "../../../platform/db/keyset.ts";
import { hasNul } from "../../../platform/db/text.ts";
import { NotFound } from "../../../platform/errors.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { visibilityOf } from "../../../tenancy/policy/policy.ts";
import { type FoundRepository, findRepository, guardedBy } from "../../repositories/find.ts";
import { canRollBack } from "../../repositories/policy.ts";
import { isImmutable, patternsOf } from "../../repositories/tags/immutable-patterns.ts";
import { currentDigest, timelineOf } from "../../repositories/tags/timeline.ts";
import { rollBackTag } from "../rollback.ts";
import { RollbackForm } from "../schemas.ts";

export const timeline = Router();
const path = "/*name/-/tags/:tag/timeline";

timeline.get(path, async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  await show(req, res, { repository, tag: req.params.tag, form: blank() });
});

timeline.post(path, async (req, res) => {
  const { tag } = req.params;
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const form = await submit(RollbackForm, req.body, (input) =>
    rollBackTag(audit(req), repository, { tag, ...input }),
  );
  if (!form.ok) return show(req, res.status(422), { repository, tag, form });

  flash(req, `${tag} is rolled back. This page shows it as soon as the registry reports it.`);
  res.redirect(303, paths.timeline(repository, tag));
});

async function show(
  req: Request,
  res: Response,
  view: { repository: FoundRepository; tag: string; form: unknown },
): Promise<void> {
  const { repository, tag } = view;
  const { older, newer } = readPageQuery(res, LongPageQuery);
  const isTag = tag.length <= 128 && !hasNul(tag);
  const page = isTag ? await timelineOf(repository.id, tag, { older, newer }) : null;
  if (!page || page.rows.length === 0) throw new NotFound("tag");

  const current = await currentDigest(repository.id, tag);
  const immutable = isImmutable(patternsOf(repository), tag);
  const guarded = guardedBy(repository);
  const canPush = canRollBack(visitor(req), guarded, config.rules);
  res.render("catalogue/images/timeline/show", {
    ...view,
    page,
    accounts: await existingAccounts(
      visitor(req),
      page.rows.map(({ byName }) => byName),
    ),
    current,
    immutable,
    canRollBack: canPush && !(immutable && current),
    visibility: visibilityOf(guarded),
  });
}
