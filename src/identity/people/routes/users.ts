import { type Request, Router } from "express";
import { z } from "zod";
import { parseForm } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { flag } from "../../../platform/http/input/values.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash, flashRefusal } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { canToggleAdmin } from "../../actor/policy.ts";
import { actor, audit } from "../../actor/request.ts";
import { demote, promote } from "../admins.ts";
import { UsersQuery } from "../schemas.ts";
import { ownerlessNotice, ownerlessWarning } from "../sentences.ts";
import { disableUser, enableUser, listUsers, previewDisabling } from "../users.ts";

export const users = Router();

users.get("/", async (req, res) => {
  const { q, ...turn } = UsersQuery.parse(req.query);
  const page = await listUsers(actor(req), turn, q);
  const rows = page.rows.map((user) => ({
    ...user,
    canToggleAdmin: canToggleAdmin(actor(req), user),
  }));
  res.render("identity/people/users", { page: { ...page, rows }, q });
});

users.post("/:id/disabled", async (req, res) => {
  const id = idIn(req.params, "user");
  const { disabled } = parseForm(DisabledForm, req.body);
  if (!disabled) {
    await enableUser(audit(req), id).catch(flashRefusal(req));
    return res.redirect(303, paths.users());
  }
  const teams = await previewDisabling(actor(req), id).catch(flashRefusal(req));
  if (!teams) return res.redirect(303, paths.users());
  if (askUnlessConfirmed(req, res, { ...question, ...ownerlessWarning(teams) })) return;
  await disableUser(audit(req), id).then(flashOwnerless(req), flashRefusal(req));
  res.redirect(303, paths.users());
});

users.post("/:id/admin", async (req, res) => {
  const change = parseForm(AdminForm, req.body).admin ? promote : demote;
  await change(audit(req), idIn(req.params, "user")).catch(flashRefusal(req));
  res.redirect(303, paths.users());
});

const DisabledForm = z.object({ disabled: flag });
const AdminForm = z.object({ admin: flag });

const question = {
  title: "Disable this account?",
  text: "They can no longer sign in, and their sessions, signed-in clients and application tokens end. Their namespace and images stay.",
  button: "Disable",
  cancel: paths.users(),
  fields: { disabled: "true" },
};

function flashOwnerless(req: Request) {
  return (teams: string[]) => {
    if (teams.length > 0) flash(req, `Account disabled. ${ownerlessNotice(teams)}`, "info");
  };
}
