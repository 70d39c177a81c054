import { type Request, type Response, Router } from "express";
import { actor, audit } from "../../identity/actor/request.ts";
import { config } from "../../platform/config/config.ts";
import { SortQuery } from "../../platform/db/sorted.ts";
import { orNull } from "../../platform/errors.ts";
import { blank, button, parseForm, submit } from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { markdown } from "../../platform/http/pages/markdown.ts";
import { sortedList, totalOf } from "../../platform/http/pages/sorted-list.ts";
import { flash, flashRefusal } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { roleOf } from "../policy/policy.ts";
import { type FoundTeam, findTeam } from "./find.ts";
import { namespacesOf, visibleTeams } from "./list.ts";
import { addMember, changeRole, listMembers, removeMember } from "./members.ts";
import {
  canChangeRole,
  canCreateNamespace,
  canCreateTeam,
  canDeleteTeam,
  canEditTeam,
  canManageMembers,
  canSeeAllTeams,
  possibleRoles,
} from "./policy.ts";
import { MemberForm, RoleChangeForm, SuggestionQuery, TeamForm, TeamsQuery } from "./schemas.ts";
import { roleChoices } from "./sentences.ts";
import { suggestMembers } from "./suggestions.ts";
import { createTeam, ensureCanCreateTeam, ensureEditable, updateTeam } from "./teams.ts";

export const teams = Router();

teams.get("/", async (req, res) => {
  const query = readPageQuery(res, SortQuery);
  const filters = readPageQuery(res, TeamsQuery);
  const page = await visibleTeams(actor(req), filters, query);
  res.render("tenancy/teams/index", {
    ...sortedList(res, { filters, page, path: paths.teams }),
    total: await totalOf(page, filters, { noun: "team" }),
    seesAll: canSeeAllTeams(actor(req)),
    canCreate: canCreateTeam(actor(req), config.rules),
  });
});

teams.get("/new", (req, res) => {
  ensureCanCreateTeam(actor(req));
  res.render("tenancy/teams/new", { form: blank({ name: "", description: "" }) });
});

teams.post("/", async (req, res) => {
  const form = await submit(TeamForm, req.body, (input) => createTeam(audit(req), input));
  if (!form.ok) return res.status(422).render("tenancy/teams/new", { form });

  flash(req, "Team created. You own it. Add its members below.");
  res.redirect(303, paths.team(form.value));
});

teams.get("/:id", (req, res) => showTeam(req, res, blank({ user: "", role: "viewer" })));

teams.get("/:id/namespaces", async (req, res) => {
  const team = await teamOf(req);
  res.render("tenancy/teams/namespaces", {
    team,
    namespaces: await namespacesOf(team),
    canCreate: canCreateNamespace(actor(req), team, config.rules),
  });
});

teams.get("/:id/edit", async (req, res) => {
  const team = await teamOf(req);
  if (!canDeleteTeam(actor(req), team, config.rules)) ensureEditable(actor(req), team);
  showSettings(req, res, team, blank({ ...team }));
});

teams.post("/:id/edit", async (req, res) => {
  const team = await teamOf(req);
  const form = await submit(TeamForm, req.body, (input) => updateTeam(audit(req), team, input));
  if (!form.ok) return showSettings(req, res.status(422), team, form);

  flash(req, "Team saved.");
  res.redirect(303, paths.team(team));
});

teams.get("/:id/members/suggestions", async (req, res) => {
  const { q } = readPageQuery(res, SuggestionQuery);
  const people = await suggestMembers(actor(req), await teamOf(req), q);
  res.json(people.map(({ username, displayName }) => ({ value: username, label: displayName })));
});

teams.post("/:id/members", async (req, res) => {
  const team = await teamOf(req);
  const form = await submit(MemberForm, req.body, (input) => addMember(audit(req), team, input));
  if (!form.ok) return showTeam(req, res.status(422), form);

  flash(req, `Member ${form.value.user.username} added.`);
  res.redirect(303, paths.team(team));
});

// The routes of tenancy/namespaces/routes/members.ts ask for confirmation before these two.

teams.post("/:id/members/:memberId/role", async (req, res) => {
  const team = await teamOf(req);
  const change = { memberId: memberIdIn(req), ...parseForm(RoleChangeForm, req.body) };
  const changed = await flashRefusal(req, () => changeRole(audit(req), team, change));
  if (changed.ok) flash(req, "Role changed.");
  res.redirect(303, paths.team(team));
});

teams.post("/:id/members/:memberId/removal", button, async (req, res) => {
  const team = await teamOf(req);
  const removed = await flashRefusal(req, () => removeMember(audit(req), team, memberIdIn(req)));
  if (removed.ok) flash(req, "Member removed.");
  const stays = await findTeam(actor(req), team.id).catch(orNull); // someone who left may no longer see it
  res.redirect(303, stays ? paths.team(team) : paths.teams());
});

function teamOf(req: Request) {
  return findTeam(actor(req), idIn(req.params, "team"));
}

function memberIdIn(req: Request): number {
  return idIn({ id: req.params.memberId }, "member of this team");
}

function showSettings(req: Request, res: Response, team: FoundTeam, form: object): void {
  res.render("tenancy/teams/edit", {
    team,
    form,
    canEdit: canEditTeam(actor(req), team, config.rules),
    canDelete: canDeleteTeam(actor(req), team, config.rules),
  });
}

/** The members of a team; a rejected member form shows its input and errors. */
async function showTeam(req: Request, res: Response, form: object): Promise<void> {
  const person = actor(req);
  const team = await teamOf(req);
  const { q } = readPageQuery(res, SuggestionQuery);
  const members = await listMembers(team, { q });
  res.render("tenancy/teams/show", {
    team,
    members: members.map((it) => ({
      ...it,
      canChangeRole: canChangeRole(person, team, it),
      possibleRoles: possibleRoles(it.user),
    })),
    q,
    roles: roleChoices,
    form,
    description: markdown(team.description),
    role: roleOf(person, team),
    canEdit: canEditTeam(person, team, config.rules),
    canManage: canManageMembers(person, team),
  });
}
