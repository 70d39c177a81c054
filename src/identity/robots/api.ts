import { z } from "zod";
import { answerList, endpoint, IdParams, ListQuery } from "../../platform/http/api/endpoint.ts";
import { actor, audit } from "../actor/request.ts";
import { findRobot, type Robot } from "./find.ts";
import { robotListing } from "./list.ts";
import { changeRobotRole, createRobot, deleteRobot } from "./robots.ts";
import { RobotForm, RobotRoleForm } from "./schemas.ts";

const RobotEntity = z.object({
  id: z.int(),
  username: z.string(),
  bot: z.literal(true),
  team: z.string().nullable(),
  role: z.enum(["viewer", "contributor", "owner"]).nullable(),
  application_tokens: z.int(),
  enabled: z.boolean(),
  created_at: z.iso.datetime(),
});

export const endpoints = [
  endpoint("get", "/robots", {
    summary: "List the robots that you manage",
    query: ListQuery,
    answer: z.array(RobotEntity),
    run: async (call) =>
      answerList(call, { ...robotListing(actor(call.req), call.query.sort_order), present }),
  }),

  endpoint("post", "/robots", {
    summary:
      "Create a robot for a team that you own; only this response contains the secret of its first token",
    body: RobotForm,
    status: 201,
    answer: RobotEntity.extend({ plain_token: z.string() }),
    run: async ({ req, body }) => {
      const { robot, secret } = await createRobot(audit(req), body);
      return { ...present(robot), plain_token: secret };
    },
  }),

  endpoint("get", "/robots/:id", {
    summary: "Get a robot that you manage",
    params: IdParams,
    answer: RobotEntity,
    run: async ({ req, params }) => present(await findRobot(actor(req), params.id)),
  }),

  endpoint("put", "/robots/:id", {
    summary: "Change a robot's role in its team",
    params: IdParams,
    body: RobotRoleForm,
    run: async ({ req, params, body }) => changeRobotRole(audit(req), params.id, body.role),
  }),

  endpoint("delete", "/robots/:id", {
    summary: "Delete a robot",
    params: IdParams,
    run: async ({ req, params }) => deleteRobot(audit(req), params.id),
  }),
];

function present(robot: Robot) {
  const { id, username, robotTeam, robotTeamId, memberships, disabledAt, createdAt } = robot;
  return {
    id,
    username,
    bot: true,
    team: robotTeam?.name ?? null,
    role: memberships.find(({ teamId }) => teamId === robotTeamId)?.role ?? null,
    application_tokens: robot.tokensCount,
    enabled: disabledAt === null,
    created_at: createdAt,
  };
}
