import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { SortQuery } from "../../../platform/db/sorted.ts";
import { isConfirmed, parseForm } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { flag } from "../../../platform/http/input/values.ts";
import { ask } from "../../../platform/http/pages/confirm.ts";
import { sortedList, totalOf } from "../../../platform/http/pages/sorted-list.ts";
import { flash, flashRefusal } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { canToggleAdmin } from "../../actor/policy.ts";
import { actor, audit, requireRecentSignIn } from "../../actor/request.ts";
import { demote, promote } from "../admins.ts";
import { UsersQuery } from "../schemas.ts";
import { ownerlessNotice, ownerlessWarning } from "../sentences.ts";
import { disableUser, enableUser, listUsers, previewDisabling } from "../users.ts";

export const users = Router();

users.get("/", async (req, res) => {
  const query = readPageQuery(res, SortQuery);
  const filters = readPageQuery(res, UsersQuery);
  const page = await listUsers(actor(req), query, filters);
  const rows = page.rows.map((user) => ({
    ...user,
    canToggleAdmin: canToggleAdmin(actor(req), user),
  }));
  res.render("identity/people/users", {
    ...sortedList(res, { filters, page: { ...page, rows }, path: paths.users }),
    total: await totalOf(page, filters, { noun: "account" }),
  });
});

users.post("/:id/disabled", requireRecentSignIn, (req, res) => {
  const { disabled } = parseForm(DisabledForm, req.body);
  return disabled ? disable(req, res) : enable(req, res);
});

users.post("/:id/admin", requireRecentSignIn, async (req, res) => {
  const change = parseForm(AdminForm, req.body).admin ? promote : demote;
  await flashRefusal(req, () => change(audit(req), idIn(req.params, "user")));
  res.redirect(303, paths.users());
});

const DisabledForm = z.object({ disabled: flag });
const AdminForm = z.object({ admin: flag });

async function enable(req: Request, res: Response): Promise<void> {
  await flashRefusal(req, () => enableUser(audit(req), idIn(req.params, "user")));
  res.redirect(303, paths.users());
}

async function disable(req: Request, res: Response): Promise<void> {
  const id = idIn(req.params, "user");
  if (!isConfirmed(req.body)) return askToDisable(req, res, id);
  const disabled = await flashRefusal(req, () => disableUser(audit(req), id));
  const notice = disabled.ok ? ownerlessNotice(disabled.value) : "";
  if (notice) flash(req, `Account disabled. ${notice}`, "info");
  res.redirect(303, paths.users());
}

async function askToDisable(req: Request, res: Response, id: number): Promise<void> {
  const preview = await flashRefusal(req, () => previewDisabling(actor(req), id));
  if (!preview.ok) return res.redirect(303, paths.users());
  ask(req, res, { ...question, ...ownerlessWarning(preview.value) });
}

const question = {
  title: "Disable this account?",
  text: "They can no longer sign in, and their sessions, signed-in clients and application tokens end. Their namespace and images stay.",
  button: "Disable",
  cancel: paths.users(),
  fields: { disabled: "true" },
};
