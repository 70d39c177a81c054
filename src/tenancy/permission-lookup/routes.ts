import { Router } from "express";
import { actor } from "../../identity/actor/request.ts";
import { Invalid } from "../../platform/errors.ts";
import type { Errors } from "../../platform/http/input/form.ts";
import { answer } from "./answer.ts";
import { Question } from "./schemas.ts";

export const permissions = Router();

permissions.get("/", async (req, res) => {
  const question = Question.parse(req.query);
  if (!question.what) return res.render("tenancy/permission-lookup/index", shown(question, null));

  try {
    const found = await answer(actor(req), question);
    res.render("tenancy/permission-lookup/index", shown(question, found));
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    res.status(422).render("tenancy/permission-lookup/index", shown(question, null, error.fields));
  }
});

function shown(question: Question, found: object | null, errors: Errors = {}) {
  return { form: { values: question, errors }, found };
}
