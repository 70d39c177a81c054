import { Router } from "express";
import { actor } from "../../identity/actor/request.ts";
import { existingAccounts } from "../../identity/people/existing.ts";
import { blank, fieldsIn, submit } from "../../platform/http/input/form.ts";
import { answer } from "./answer.ts";
import { matrix } from "./matrix/routes.ts";
import { canSeeWholeMatrix } from "./policy.ts";
import { Question } from "./schemas.ts";

export const permissions = Router();
permissions.use(matrix);

const view = "tenancy/permission-lookup/index";
const empty = { who: "", what: "", action: "pull", token: "", role: "" };

permissions.get("/", async (req, res) => {
  const asked = { ...empty, ...fieldsIn(Question, req.query) };
  const seesMatrix = canSeeWholeMatrix(actor(req));
  if (asked.what === "") return res.render(view, { form: blank(asked), found: null, seesMatrix });

  const form = await submit(Question, asked, async (question) => ({
    question,
    found: await answer(actor(req), question),
  }));
  if (!form.ok) return res.status(422).render(view, { form, found: null, seesMatrix });

  const { question, found } = form.value;
  const accounts = await existingAccounts(
    actor(req),
    (found.everyone ?? []).map(({ who }) => who),
  );
  res.render(view, { form: blank(question), found, seesMatrix, accounts });
});
