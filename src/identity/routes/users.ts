import { type RequestHandler, Router } from "express";
import { z } from "zod";
import { sent } from "../../platform/http/input/form.ts";
import { flag } from "../../platform/http/input/values.ts";
import { askUnlessConfirmed } from "../../platform/http/pages/confirm.ts";
import { flashRefusal } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { actor, audit } from "../actor/request.ts";
import { demote, promote } from "../people/admins.ts";
import { idIn, UsersQuery } from "../people/schemas.ts";
import { disableUser, enableUser, listUsers } from "../people/users.ts";

export const users = Router();

users.get("/", async (req, res) => {
  const { q, ...turn } = UsersQuery.parse(req.query);
  const page = await listUsers(actor(req), turn, q);
  res.render("identity/people/users", { page, q });
});

users.post("/:id/disabled", (req, res, next) => {
  const { disabled } = sent(StateForm("disabled"), req.body);
  if (!disabled || !askUnlessConfirmed(req, res, question)) next();
});
users.post("/:id/disabled", toggle("disabled", disableUser, enableUser));
users.post("/:id/admin", toggle("admin", promote, demote));

const question = {
  title: "Disable this account?",
  text: "They can no longer sign in, and their sessions, signed-in clients and application tokens end. Their namespace and images stay.",
  button: "Disable",
  cancel: paths.users(),
  fields: { disabled: "true" },
};

const StateForm = (state: string) => z.object({ [state]: flag });

type Verb = (by: ActorAudit, id: number) => Promise<void>;

/** A state of a person that a form switches on or off. */
function toggle(state: string, on: Verb, off: Verb): RequestHandler {
  return async (req, res) => {
    const id = idIn(req.params, "user");
    const wanted = sent(StateForm(state), req.body)[state];
    await (wanted ? on : off)(audit(req), id).catch(flashRefusal(req));
    res.redirect(303, paths.users());
  };
}
