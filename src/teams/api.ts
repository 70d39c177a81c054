import { z } from "zod";
import { actor } from "../accounts/current.ts";
import { db } from "../db/client.ts";
import { endpoint, IdParams, PageQuery, pageHeaders, slice, sorted } from "../web/api.ts";
import { addMember, changeRole, listMembers, removeMember } from "./members.ts";
import { MemberEntity, presentMember, presentTeam, TeamEntity } from "./present.ts";
import { MemberForm, RoleForm, TeamForm } from "./schemas.ts";
import { createTeam, updateTeam } from "./teams.ts";
import { findTeam, teamsVisibleTo } from "./visible.ts";

const TeamsQuery = PageQuery.extend({
  sort_attr: z.enum(["id", "name", "created_at", "updated_at"]).default("id"),
});
const MemberParams = IdParams.extend({ member_id: IdParams.shape.id });
const NewTeam = TeamForm.extend({ owner_id: IdParams.shape.id.optional() });

export const endpoints = [
  endpoint("get", "/teams", {
    summary: "The teams that you may see, page by page",
    query: TeamsQuery,
    answer: z.array(TeamEntity),
    run: async ({ req, res, query }) => {
      const where = teamsVisibleTo(actor(req));
      const [rows, total] = await Promise.all([
        db.team.findMany({ where, ...slice(query), orderBy: sorted(query) }),
        db.team.count({ where }),
      ]);
      pageHeaders(req, res, query, total);
      return rows.map(presentTeam);
    },
  }),

  endpoint("post", "/teams", {
    summary: "Create a team, which you own; an admin may name another owner",
    body: NewTeam,
    wrapper: "team",
    status: 201,
    answer: TeamEntity,
    run: async ({ req, body: { owner_id, ...input } }) =>
      presentTeam(await createTeam(actor(req), input, owner_id)),
  }),

  endpoint("get", "/teams/:id", {
    summary: "One team",
    params: IdParams,
    answer: TeamEntity,
    run: async ({ req, params }) => presentTeam(await findTeam(actor(req), params.id)),
  }),

  endpoint("put", "/teams/:id", {
    summary: "Rename a team or describe it",
    params: IdParams,
    body: z.object({
      name: TeamForm.shape.name.optional(),
      description: TeamForm.shape.description.unwrap().optional(),
    }),
    wrapper: "team",
    answer: TeamEntity,
    run: async ({ req, params, body }) => {
      const team = await findTeam(actor(req), params.id);
      const { name = team.name, description = team.description } = body;
      return presentTeam(await updateTeam(actor(req), team, { name, description }));
    },
  }),

  endpoint("get", "/teams/:id/members", {
    summary: "The members of a team, owners first, page by page",
    params: IdParams,
    query: PageQuery,
    answer: z.array(MemberEntity),
    run: async ({ req, res, params, query }) => {
      const team = await findTeam(actor(req), params.id);
      pageHeaders(req, res, query, team.members.length);
      return (await listMembers(team, slice(query))).map(presentMember);
    },
  }),

  endpoint("post", "/teams/:id/members", {
    summary: "Add somebody to a team, by user name; admins become owners",
    params: IdParams,
    body: MemberForm,
    status: 201,
    answer: MemberEntity,
    run: async ({ req, params, body }) =>
      presentMember(await addMember(actor(req), await findTeam(actor(req), params.id), body)),
  }),

  endpoint("put", "/teams/:id/members/:member_id", {
    summary: "Give a member another role",
    params: MemberParams,
    body: RoleForm,
    answer: MemberEntity,
    run: async ({ req, params, body: { role } }) => {
      const team = await findTeam(actor(req), params.id);
      return presentMember(
        await changeRole(actor(req), team, { memberId: params.member_id, role }),
      );
    },
  }),

  endpoint("delete", "/teams/:id/members/:member_id", {
    summary: "Remove somebody from a team, or leave it",
    params: MemberParams,
    run: async ({ req, params }) =>
      removeMember(actor(req), await findTeam(actor(req), params.id), params.member_id),
  }),
];
