import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { actor, audit } from "../../identity/actor/request.ts";
import { db } from "../../platform/db/client.ts";
import {
  answerList,
  endpoint,
  IdParams,
  ListQuery,
  NestedQuery,
  sorted,
} from "../../platform/http/api/endpoint.ts";
import { rowId } from "../../platform/http/input/values.ts";
import { addMember, changeRole, ownersFirst, removeMember } from "./members.ts";
import { MemberEntity, presentMember, presentTeam, shownMember, TeamEntity } from "./present.ts";
import { MemberForm, RoleForm, TeamForm } from "./schemas.ts";
import { createTeam, updateTeam } from "./teams.ts";
import { findTeam, teamsVisibleTo } from "./visible.ts";

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
    run: async (call) => {
      const where = teamsVisibleTo(actor(call.req));
      const orderBy = sorted(call.query);
      return answerList(call, {
        count: () => db.team.count({ where }),
        ids: (window) => db.team.findMany({ where, ...window, orderBy, select: { id: true } }),
        rows: (ids) => db.team.findMany({ where: { id: { in: ids } } }),
        present: presentTeam,
      });
    },
  }),

  endpoint("post", "/teams", {
    summary: "Create a team that you own; admins may choose another owner",
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
      const where = { teamId: team.id };
      return answerList(call, {
        count: async () => team.members.length,
        ids: (window) =>
          db.membership.findMany({ where, ...window, orderBy: ownersFirst, select: { id: true } }),
        rows: (ids) => db.membership.findMany({ ...shownMember, where: { id: { in: ids } } }),
        present: (member) => presentMember(asker, member),
      });
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
      return shown(actor(req), await addMember(audit(req), team, body));
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
      return shown(actor(req), await changeRole(audit(req), team, change));
    },
  }),

  endpoint("delete", "/teams/:id/members/:member_id", {
    summary: "Remove a member from a team, or leave it",
    params: MemberParams,
    run: async ({ req, params }) =>
      removeMember(audit(req), await findTeam(actor(req), params.id), params.member_id),
  }),
];

async function shown(asker: Actor, { id }: { id: number }) {
  const member = await db.membership.findUniqueOrThrow({ where: { id }, ...shownMember });
  return presentMember(asker, member);
}
