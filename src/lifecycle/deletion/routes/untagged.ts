import { type Response, Router } from "express";
import { z } from "zod";
import type { FoundRepository } from "../../../catalogue/repositories/find.ts";
import { actor, audit } from "../../../identity/actor/request.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { whole } from "../../../platform/http/input/values.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findToDeleteFrom } from "../access.ts";
import { planOldUntagged } from "../plan/plan.ts";
import { untaggedIn } from "../plan/untagged.ts";

export const untagged = Router();

const shown = 200;
const AgeForm = z.object({ days: whole(0, 100_000) });

untagged.get("/*name/-/untagged", async (req, res) => {
  const repository = await findToDeleteFrom(actor(req), nameIn(req.params));
  await show(res, repository, blank({ days: "30" }));
});

untagged.post("/*name/-/untagged", async (req, res) => {
  const repository = await findToDeleteFrom(actor(req), nameIn(req.params));
  const form = await submit(AgeForm, req.body, ({ days }) =>
    planOldUntagged(audit(req), repository, days),
  );
  if (form.ok) return res.redirect(303, paths.deletion(form.value));
  await show(res.status(422), repository, form);
});

async function show(res: Response, repository: FoundRepository, form: object) {
  const found = await untaggedIn(repository.id, { take: shown });
  res.render("lifecycle/deletion/untagged", { repository, form, ...found });
}
