import { type Response, Router } from "express";
import { z } from "zod";
import {
  type FoundRepository,
  findRepository,
  guardedBy,
} from "../../../catalogue/repositories/repositories.ts";
import { actor, audit } from "../../../identity/actor/request.ts";
import { Invalid } from "../../../platform/errors.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { whole } from "../../../platform/http/input/values.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { ensureCanDeleteImages } from "../plan/find.ts";
import { makePlan } from "../plan/plan.ts";
import { oldUntagged, untaggedIn } from "../plan/untagged.ts";

export const untagged = Router();

const shown = 200;
const AgeForm = z.object({ days: whole(0, 100_000) });

untagged.get("/*name/-/untagged", async (req, res) => {
  const repository = await findRepository(actor(req), nameIn(req.params));
  ensureCanDeleteImages(actor(req), guardedBy(repository));
  await show(res, repository, blank({ days: "30" }));
});

untagged.post("/*name/-/untagged", async (req, res) => {
  const repository = await findRepository(actor(req), nameIn(req.params));
  ensureCanDeleteImages(actor(req), guardedBy(repository));
  const form = await submit(AgeForm, req.body, async ({ days }) => {
    const digests = await oldUntagged(repository.id, new Date(Date.now() - days * 86_400_000));
    if (digests.length === 0)
      throw new Invalid({ days: "No untagged manifest is that old. Give fewer days." });
    return makePlan(audit(req), repository, { tags: [], untagged: digests });
  });
  if (form.ok) return res.redirect(303, paths.deletion(form.value));
  await show(res.status(422), repository, form);
});

async function show(res: Response, repository: FoundRepository, form: object) {
  const found = await untaggedIn(repository.id, { take: shown });
  res.render("lifecycle/deletion/untagged", { repository, form, ...found });
}
