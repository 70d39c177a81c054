import { type Request, type Response, Router } from "express";
import { actor } from "../../../identity/actor/request.ts";
import { ensure } from "../../../platform/errors.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { type FoundTeam, findTeam } from "../../teams/find.ts";
import { canManageMembers } from "../../teams/policy.ts";
import { canSeeWholeMatrix } from "../policy.ts";
import { MatrixQuery } from "../schemas.ts";
import { legend, permissionMatrix } from "./matrix.ts";

export const matrix = Router();

matrix.get("/matrix", async (req, res) => {
  const { team: id, ...start } = readPageQuery(res, MatrixQuery);
  const team = id === undefined ? null : await findTeam(actor(req), id);
  ensureVisible(req, team);
  await show(res, team, start);
});

function ensureVisible(req: Request, team: FoundTeam | null): void {
  if (team)
    ensure(
      canManageMembers(actor(req), team),
      "Only owners of the team and admins may see what each member may do.",
    );
  else ensure(canSeeWholeMatrix(actor(req)), "Only admins may see what everyone may do.");
}

async function show(
  res: Response,
  team: FoundTeam | null,
  start: { people: number; namespaces: number },
): Promise<void> {
  const found = await permissionMatrix({ teamId: team?.id ?? null, ...start });
  res.render("tenancy/permission-lookup/matrix", { team, start, legend, ...found });
}
