import { Router } from "express";
import { visitor } from "../../../identity/actor/request.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { discussionOf } from "../../repositories/discussion/discussion.ts";
import { findRepository, guardedBy } from "../../repositories/find.ts";
import { canDescribe } from "../../repositories/policy.ts";
import { readmeOf } from "../readme/readme.ts";

export const readme = Router();

const maxComments = 5; // the rest is on a page of its own

readme.get("/*name/-/readme", async (req, res) => {
  const viewer = visitor(req);
  const repository = await findRepository(viewer, nameIn(req.params));
  const [words, discussion] = await Promise.all([
    readmeOf(repository),
    discussionOf(viewer, repository, { size: maxComments }),
  ]);
  res.render("catalogue/images/readme/show", {
    repository,
    ...words,
    discussion,
    canDescribe: canDescribe(viewer, guardedBy(repository)),
  });
});
