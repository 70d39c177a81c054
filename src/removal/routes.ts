import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { actor } from "../accounts/current.ts";
import { idIn } from "../accounts/schemas.ts";
import { Invalid } from "../errors.ts";
import { contentsOf } from "../namespaces/contents.ts";
import { teamsToGiveTo } from "../namespaces/create.ts";
import { type FoundNamespace, findNamespace } from "../namespaces/list.ts";
import { DeletionForm, TeamChoice } from "../namespaces/schemas.ts";
import { paths } from "../paths.ts";
import { type FoundTeam, findTeam, namespacesOf } from "../teams/visible.ts";
import { blank, submit } from "../web/form.ts";
import { flash } from "../web/session.ts";
import { deleteNamespace, ensureDeletable } from "./namespaces.ts";
import { deleteTeam, ensureDeletableTeam } from "./teams.ts";

export const namespaceRemoval = Router();
export const teamRemoval = Router();

namespaceRemoval.get("/:id/deletion", async (req, res) => {
  await askForNamespace(req, res, await namespaceOf(req), blank({ typed: "" }));
});

namespaceRemoval.post("/:id/deletion", async (req, res) => {
  const namespace = await namespaceOf(req);
  const form = await submit(DeletionForm(namespace.name), req.body, () =>
    deleteNamespace(actor(req), namespace).catch(inOneSentence),
  );
  if (!form.ok) return askForNamespace(req, res.status(422), namespace, form);

  flash(req, `${namespace.name} is deleted, with all that lay in it.`);
  res.redirect(303, paths.namespaces());
});

teamRemoval.get("/:id/deletion", async (req, res) => {
  await askForTeam(req, res, await teamOf(req), blank({ typed: "", new_team: "" }));
});

teamRemoval.post("/:id/deletion", async (req, res) => {
  const team = await teamOf(req);
  const schema = DeletionForm(team.name).extend({
    new_team: z.literal("").or(TeamChoice).default(""),
  });
  const form = await submit(schema, req.body, ({ new_team }) =>
    deleteTeam(actor(req), team, new_team).catch(inOneSentence),
  );
  if (!form.ok) return askForTeam(req, res.status(422), team, form);

  flash(req, `The team ${team.name} is deleted.`);
  res.redirect(303, paths.teams());
});

function namespaceOf(req: Request) {
  return findNamespace(actor(req), idIn(req.params, "namespace"));
}

function teamOf(req: Request) {
  return findTeam(actor(req), idIn(req.params, "team"));
}

/** Says exactly what would vanish, and asks to type the name: nothing brings it back. */
async function askForNamespace(
  req: Request,
  res: Response,
  namespace: FoundNamespace,
  form: object,
): Promise<void> {
  ensureDeletable(actor(req), namespace);
  const contents = await contentsOf([namespace.id]);
  res.render("removal/namespace", { namespace, contents, form });
}

async function askForTeam(
  req: Request,
  res: Response,
  team: FoundTeam,
  form: object,
): Promise<void> {
  ensureDeletableTeam(actor(req), team);
  const namespaces = await namespacesOf(team);
  const contents = await contentsOf(namespaces.map(({ id }) => id));
  const others = (await teamsToGiveTo(actor(req))).filter((name) => name !== team.name);
  res.render("removal/team", { team, namespaces, contents, others, form });
}

/** What could not be removed is told by repository, which is no field of the form. */
function inOneSentence(error: unknown): never {
  if (!(error instanceof Invalid) || "form" in error.fields || "new_team" in error.fields)
    throw error;
  const all = Object.entries(error.fields).map(([name, why]) => `${name}: ${why}.`);
  throw new Invalid({ form: all.join(" ") });
}
