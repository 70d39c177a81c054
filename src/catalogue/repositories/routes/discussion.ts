import { type Request, Router } from "express";
import { actor, audit, requireSignIn } from "../../../identity/actor/request.ts";
import { PageQuery } from "../../../platform/db/keyset.ts";
import { blank, button, parseForm, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn, nameIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { addComment, deleteComment, ensureCanDeleteComment } from "../discussion/comments.ts";
import { discussionOf } from "../discussion/discussion.ts";
import { star, unstar } from "../discussion/stars.ts";
import { findRepository } from "../find.ts";
import { CommentForm, StarForm } from "../schemas.ts";

export const discussionPages = Router();
discussionPages.use(["/*name/-/star", "/*name/-/comments"], requireSignIn);

discussionPages.post("/*name/-/star", async (req, res) => {
  const repository = await visibleRepository(req);
  const { starred } = parseForm(StarForm, req.body);
  await (starred ? star : unstar)(actor(req), repository);
  res.redirect(303, paths.repository(repository));
});

discussionPages.get("/*name/-/comments", async (req, res) => {
  const repository = await visibleRepository(req);
  const discussion = await discussionOf(actor(req), repository, readPageQuery(res, PageQuery));
  res.render("catalogue/repositories/discussion/show", {
    repository,
    discussion,
    form: blank({ body: "" }),
  });
});

discussionPages.post("/*name/-/comments", async (req, res) => {
  const repository = await visibleRepository(req);
  const form = await submit(CommentForm, req.body, ({ body }) =>
    addComment(audit(req), repository, body),
  );
  if (!form.ok) {
    const discussion = await discussionOf(actor(req), repository);
    return res
      .status(422)
      .render("catalogue/repositories/discussion/show", { repository, discussion, form });
  }
  flash(req, "Comment added.");
  res.redirect(303, paths.comments(repository));
});

discussionPages.post("/*name/-/comments/:id/deletion", button, async (req, res) => {
  const repository = await visibleRepository(req);
  const id = idIn(req.params, "comment");
  await ensureCanDeleteComment(actor(req), repository, id);
  const cancel = paths.comments(repository);
  if (askUnlessConfirmed(req, res, { ...confirmation, cancel })) return;

  await deleteComment(audit(req), repository, id);
  flash(req, "Comment deleted.");
  res.redirect(303, cancel);
});

const confirmation = {
  title: "Delete this comment?",
  text: "It is deleted for everyone. The activity keeps that there was a comment, but not its text.",
  button: "Delete comment",
};

function visibleRepository(req: Request) {
  return findRepository(actor(req), nameIn(req.params));
}
