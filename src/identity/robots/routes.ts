import { type Request, type Response, Router } from "express";
import { SortQuery } from "../../platform/db/sorted.ts";
import { blank, button, submit } from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../platform/http/pages/confirm.ts";
import { sortedList, totalOf } from "../../platform/http/pages/sorted-list.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import type { Actor } from "../actor/actor.ts";
import { actor, audit, requireRecentSignIn, requireSignIn } from "../actor/request.ts";
import { orRegistryOnly, showSecret, tokenRoutes } from "../tokens/routes.ts";
import { lifetimeChoices, scopeChoices } from "../tokens/schemas.ts";
import { listTokens } from "../tokens/tokens.ts";
import { findRobot, type Robot } from "./find.ts";
import { listRobots, teamsForRobots } from "./list.ts";
import { canCreateRobot, robotRoles } from "./policy.ts";
import { changeRobotRole, createRobot, deleteRobot } from "./robots.ts";
import { RobotForm, RobotRoleForm, RobotsQuery } from "./schemas.ts";

export const robots = Router();
robots.use("/robots", requireSignIn);

robots.get("/robots", (req, res) =>
  list(req, res, blank({ role: "contributor", days: "90", scopes: "registry" })),
);

robots.post("/robots", requireRecentSignIn, async (req, res) => {
  const form = await submit(RobotForm, req.body, (input) =>
    createRobot(audit(req), { ...input, scopes: orRegistryOnly(input.scopes) }),
  );
  if (!form.ok) return list(req, res.status(422), form);

  const { robot, token, secret } = form.value;
  await showSecret(res.status(201), { token, secret, owner: robot });
});

robots.get("/robots/:id", async (req, res) => show(req, res, await robotOf(req)));

robots.post("/robots/:id/role", async (req, res) => {
  const robot = await robotOf(req);
  const form = await submit(RobotRoleForm, req.body, ({ role }) =>
    changeRobotRole(audit(req), robot.id, role),
  );
  if (!form.ok) return show(req, res.status(422), robot, { role: form });

  flash(req, "Role changed. It takes effect with the next registry token.");
  res.redirect(303, paths.robot(robot));
});

robots.use(
  tokenRoutes<Robot>({
    path: "/robots/:id/tokens",
    parameter: "token",
    ownerOf: robotOf,
    pathOf: paths.robot,
    show: (req, res, robot, form) => show(req, res, robot, { token: form }),
  }),
);

robots.post("/robots/:id/deletion", requireRecentSignIn, button, async (req, res) => {
  const robot = await robotOf(req);
  const cancel = paths.robot(robot);
  if (askUnlessConfirmed(req, res, { ...question, title: `Delete ${robot.username}?`, cancel }))
    return;
  await deleteRobot(audit(req), robot.id);
  flash(req, `Robot ${robot.username} deleted.`);
  res.redirect(303, paths.robots());
});

const question = {
  text: "Its application tokens stop working. What it pushed stays, under its name.",
  button: "Delete robot",
};

function robotOf(req: Request): Promise<Robot> {
  return findRobot(actor(req), idIn(req.params, "robot"));
}

async function list(req: Request, res: Response, form: object): Promise<void> {
  const query = readPageQuery(res, SortQuery);
  const filters = readPageQuery(res, RobotsQuery);
  const page = await listRobots(actor(req), query, filters.q);
  const options = await teamOptions(actor(req));
  const canCreate = options.length > 0;
  res.render("identity/robots/robots", {
    ...sortedList(res, { filters, page, path: paths.robots }),
    total: await totalOf(page, filters, { noun: "robot" }),
    canCreate,
    options,
    roles: robotRoles,
    form,
    scopes: scopeChoices({ admin: false }),
    lifetimes: lifetimeChoices,
  });
}

/** The choices for the team of a new robot; none if the actor may not create robots. */
async function teamOptions(person: Actor): Promise<{ value: string; label: string }[]> {
  const options = (await teamsForRobots(person)).map((value) => ({ value, label: value }));
  if (canCreateRobot(person, null)) options.push({ value: "", label: "none: managed by admins" });
  return options;
}

async function show(
  req: Request,
  res: Response,
  robot: Robot,
  forms: { role?: object; token?: object } = {},
): Promise<void> {
  const role = robot.memberships.find(({ teamId }) => teamId === robot.robotTeamId)?.role;
  res.render("identity/robots/robot", {
    robot,
    tokens: await listTokens(actor(req), robot.id),
    roles: robotRoles,
    scopes: scopeChoices({ admin: false }),
    lifetimes: lifetimeChoices,
    forms: { role: blank({ role }), token: blank({ days: "90", scopes: "registry" }), ...forms },
  });
}
