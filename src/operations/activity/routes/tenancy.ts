import { Router } from "express";
import { actor } from "../../../identity/actor/request.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import type { Query } from "../../../platform/paths/parts.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findNamespace } from "../../../tenancy/namespaces/find.ts";
import { findTeam } from "../../../tenancy/teams/find.ts";
import { kindChoices } from "../kind-choices.ts";
import { activityIn } from "./place.ts";

/** What happened in a namespace, for anyone signed in who may see it. */
export const namespaceActivity = Router();

/** What happened in a team and its namespaces, for its members. */
export const teamActivity = Router();

namespaceActivity.get("/:id/activity", async (req, res) => {
  const namespace = await findNamespace(actor(req), idIn(req.params, "namespace"));
  res.render("operations/activity/namespace", {
    namespace,
    ...(await activityIn(req, res, { namespaceId: namespace.id })),
    kinds: kindChoices.inNamespace,
    address: (params: Query = {}) => paths.namespaceActivity(namespace, params),
  });
});

teamActivity.get("/:id/activity", async (req, res) => {
  const team = await findTeam(actor(req), idIn(req.params, "team"));
  res.render("operations/activity/team", {
    team,
    ...(await activityIn(req, res, { teamId: team.id })),
    kinds: kindChoices.inTeam,
    address: (params: Query = {}) => paths.teamActivity(team, params),
  });
});
