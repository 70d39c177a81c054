import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import {
  answerList,
  endpoint,
  IdParams,
  ListQuery,
  NestedQuery,
  sorted,
} from "../../platform/http/api/endpoint.ts";
import { rowId } from "../../platform/http/input/values.ts";
import { findTeam } from "./find.ts";
import { teamListing } from "./list.ts";
import {
  addMember,
  changeRole,
  findPresentedMember,
  memberListing,
  removeMember,
} from "./members.ts";
import { MemberEntity, presentTeam, TeamEntity } from "./present.ts";
import { MemberForm, RoleForm, TeamForm } from "./schemas.ts";
import { createTeam, updateTeam } from "./teams.ts";

const TeamsQuery = ListQuery.extend({
  sort_attr: z.enum(["id", "name", "created_at", "updated_at"]).default("id"),
});
const MemberParams = IdParams.extend({ member_id: IdParams.shape.id });
const NewTeam = TeamForm.extend({ owner_id: rowId.optional() });

export const endpoints = [
  endpoint("get", "/teams", {
    summary: "List the teams that you may see",
    query: TeamsQuery,
    answer: z.array(TeamEntity),
    run: async (call) => answerList(call, teamListing(actor(call.req), sorted(call.query))),
  }),

  endpoint("post", "/teams", {
    summary: "Create a team that you own; admins may choose another owner",
    allowsRestrictedTokens: true,
    body: NewTeam,
    wrapper: "team",
    status: 201,
    answer: TeamEntity,
    run: async ({ req, body: { owner_id, ...input } }) =>
      presentTeam(await createTeam(audit(req), input, owner_id)),
  }),

  endpoint("get", "/teams/:id", {
    summary: "Get a team",
    params: IdParams,
    answer: TeamEntity,
    run: async ({ req, params }) => presentTeam(await findTeam(actor(req), params.id)),
  }),

  endpoint("put", "/teams/:id", {
    summary: "Change a team's name or description",
    allowsRestrictedTokens: true,
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
      return presentTeam(await updateTeam(audit(req), team, { name, description }));
    },
  }),

  endpoint("get", "/teams/:id/members", {
    summary: "The members of a team, owners first",
    params: IdParams,
    query: NestedQuery,
    answer: z.array(MemberEntity),
    run: async (call) => {
      const asker = actor(call.req);
      const team = await findTeam(asker, call.params.id);
      return answerList(call, memberListing(asker, team));
    },
  }),

  endpoint("post", "/teams/:id/members", {
    summary: "Add a member to a team, by user name; admins become owners",
    params: IdParams,
    body: MemberForm,
    status: 201,
    answer: MemberEntity,
    run: async ({ req, params, body }) => {
      const team = await findTeam(actor(req), params.id);
      return findPresentedMember(actor(req), team, await addMember(audit(req), team, body));
    },
  }),

  endpoint("put", "/teams/:id/members/:member_id", {
    summary: "Change a member's role",
    params: MemberParams,
    body: RoleForm,
    answer: MemberEntity,
    run: async ({ req, params, body: { role } }) => {
      const team = await findTeam(actor(req), params.id);
      const change = { memberId: params.member_id, role };
      return findPresentedMember(actor(req), team, await changeRole(audit(req), team, change));
    },
  }),

  endpoint("delete", "/teams/:id/members/:member_id", {
    summary: "Remove a member from a team, or leave it",
    params: MemberParams,
    run: async ({ req, params }) =>
      removeMember(audit(req), await findTeam(actor(req), params.id), params.member_id),
  }),
];
