import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { findRepository } from "../../../catalogue/repositories/find.ts";
import { actor, audit, requireRecentSignIn } from "../../../identity/actor/request.ts";
import { blank, Nothing, submit } from "../../../platform/http/input/form.ts";
import { idIn, nameIn } from "../../../platform/http/input/params.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { teamsToTransferTo } from "../../../tenancy/namespaces/create.ts";
import { findNamespace } from "../../../tenancy/namespaces/find.ts";
import { findTeam } from "../../../tenancy/teams/find.ts";
import { namespacesOf } from "../../../tenancy/teams/list.ts";
import { TeamChoice } from "../../../tenancy/teams/schemas.ts";
import { namedSelection } from "../plan/matching.ts";
import { makePlan } from "../plan/plan.ts";
import { SelectionForm } from "../plan/selection.ts";
import { ensureCanDeleteTeam, planNamespace, planTeam } from "../plan/targets.ts";

/** Each deletion starts at a repository, a namespace or a team, and leads to its plan. */
export const repositoryDeletion = Router();
export const namespaceDeletion = Router();
export const teamDeletion = Router();

repositoryDeletion.post("/*name/-/deletion", async (req, res) => {
  const repository = await findRepository(actor(req), nameIn(req.params));
  const form = await submit(SelectionForm, req.body, async (chosen) =>
    makePlan(audit(req), repository, await namedSelection(repository.id, chosen)),
  );
  if (form.ok) return res.redirect(303, paths.deletion(form.value));
  refuse(res, { name: referenceOf(repository), back: paths.repository(repository) }, form.errors);
});

namespaceDeletion.post("/:id/deletion", requireRecentSignIn, async (req, res) => {
  const namespace = await findNamespace(actor(req), idIn(req.params, "namespace"));
  const form = await submit(Nothing, req.body, () => planNamespace(audit(req), namespace));
  if (form.ok) return res.redirect(303, paths.deletion(form.value));
  refuse(res, { name: namespace.name, back: paths.namespace(namespace) }, form.errors);
});

teamDeletion.get("/:id/deletion", async (req, res) => {
  await askForTeam(req, res, blank({ new_team: "" }));
});

teamDeletion.post("/:id/deletion", requireRecentSignIn, async (req, res) => {
  const team = await teamOf(req);
  const schema = z.object({ new_team: z.literal("").or(TeamChoice).default("") });
  const form = await submit(schema, req.body, ({ new_team }) =>
    planTeam(audit(req), team, new_team || undefined),
  );
  if (!form.ok) return askForTeam(req, res.status(422), form);
  res.redirect(303, paths.deletion(form.value));
});

function teamOf(req: Request) {
  return findTeam(actor(req), idIn(req.params, "team"));
}

async function askForTeam(req: Request, res: Response, form: object): Promise<void> {
  const team = await teamOf(req);
  ensureCanDeleteTeam(actor(req), team);
  const namespaces = await namespacesOf(team);
  const others = (await teamsToTransferTo(actor(req))).filter((name) => name !== team.name);
  res.render("lifecycle/deletion/team", {
    team,
    owned: namespaces.map(({ name }) => name),
    choices: [
      { value: "", label: "Delete them too" },
      ...others.map((name) => ({ value: name, label: `Transfer them to ${name}` })),
    ],
    form,
  });
}

function refuse(res: Response, place: object, errors: Record<string, string>): void {
  const [why = ""] = Object.values(errors);
  res.status(422).render("lifecycle/deletion/refused", { ...place, why });
}
