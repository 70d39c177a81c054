import { type Request, Router } from "express";
import { actor } from "../../../identity/actor/request.ts";
import { button, isConfirmed, parseForm } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { flashRefusal } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { type FoundTeam, findTeam } from "../../teams/find.ts";
import { ensureCanManageMembers, findMember } from "../../teams/members.ts";
import { ensureChangeAllowed, type Member, refuseOutdated } from "../../teams/owners.ts";
import { RoleChangeForm } from "../../teams/schemas.ts";
import { askBefore } from "./confirm.ts";
import { removalQuestion, roleQuestion } from "./questions.ts";

/** Shows what a change of a member does to their rights. Once it is confirmed, the routes of the team make the change. */
export const memberPreviews = Router();

memberPreviews.post("/:id/members/:memberId/role", async (req, res, next) => {
  const { role, was } = parseForm(RoleChangeForm, req.body);
  if (isConfirmed(req.body)) return next();

  const { team, member } = await found(req);
  ensureCanManageMembers(actor(req), team);
  if (member.role !== role) refuseOutdated(member, was);
  const allowed = await flashRefusal(req, () => ensureChangeAllowed(member, role));
  if (!allowed.ok) return res.redirect(303, paths.team(team));
  if (!askBefore(req, res, await roleQuestion(team, member, role))) next();
});

memberPreviews.post("/:id/members/:memberId/removal", button, async (req, res, next) => {
  if (isConfirmed(req.body)) return next();

  const { team, member } = await found(req);
  if (member.userId !== actor(req).id) ensureCanManageMembers(actor(req), team);
  const allowed = await flashRefusal(req, () => ensureChangeAllowed(member, null));
  if (!allowed.ok) return res.redirect(303, paths.team(team));
  if (!askBefore(req, res, await removalQuestion(actor(req), team, member))) next();
});

async function found(req: Request): Promise<{ team: FoundTeam; member: Member }> {
  const team = await findTeam(actor(req), idIn(req.params, "team"));
  const id = idIn({ id: req.params.memberId }, "member of this team");
  return { team, member: await findMember(team, id) };
}
