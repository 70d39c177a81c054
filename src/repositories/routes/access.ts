import { type Request, type Response, Router } from "express";
import { actor, requireSignIn } from "../../accounts/current.ts";
import { idIn } from "../../accounts/schemas.ts";
import { config } from "../../config.ts";
import { visibilityOf } from "../../namespaces/policy.ts";
import { paths } from "../../paths.ts";
import { MemberForm, RoleForm } from "../../teams/schemas.ts";
import { blank, type Form, submit } from "../../web/form.ts";
import { flash } from "../../web/session.ts";
import { ensureManageable } from "../change.ts";
import {
  addRepositoryMember,
  changeRepositoryRole,
  removeRepositoryMember,
  repositoryMembers,
} from "../members.ts";
import { nameIn } from "../names.ts";
import { canNarrow, narrowings } from "../policy.ts";
import { type FoundRepository, findRepository, guardedBy } from "../repositories.ts";
import { VisibilityForm } from "../schemas.ts";
import { whoMayUse } from "../sentences.ts";
import { changeRepositoryVisibility } from "../visibility.ts";

/** Who may use one repository: its own visibility, and the members that it has beside its namespace's team. */
export const repositoryAccess = Router();
const place = "/*name/-/access";
repositoryAccess.use(place, requireSignIn);

repositoryAccess.get(place, async (req, res) => show(req, res, await managed(req)));

repositoryAccess.post(`${place}/visibility`, async (req, res) => {
  const repository = await managed(req);
  const form = await submit(VisibilityForm, req.body, ({ visibility }) =>
    changeRepositoryVisibility(actor(req), repository, visibility),
  );
  await done(req, res, { repository, form, as: "visibility", words: "The visibility is changed." });
});

repositoryAccess.post(`${place}/members`, async (req, res) => {
  const repository = await managed(req);
  const form = await submit(MemberForm, req.body, (input) =>
    addRepositoryMember(actor(req), repository, input),
  );
  await done(req, res, { repository, form, as: "member", words: "The member is added." });
});

repositoryAccess.post(`${place}/members/:id/role`, async (req, res) => {
  const repository = await managed(req);
  const memberId = idIn(req.params, "member of this repository");
  const form = await submit(RoleForm, req.body, ({ role }) =>
    changeRepositoryRole(actor(req), repository, { memberId, role }),
  );
  await done(req, res, { repository, form, as: "role", words: "The role is changed." });
});

repositoryAccess.post(`${place}/members/:id/removal`, async (req, res) => {
  const repository = await managed(req);
  await removeRepositoryMember(
    actor(req),
    repository,
    idIn(req.params, "member of this repository"),
  );
  flash(req, "They have no role in this repository any more.");
  res.redirect(303, paths.repositoryAccess(repository));
});

async function managed(req: Request): Promise<FoundRepository> {
  const repository = await findRepository(actor(req), nameIn(req.params));
  ensureManageable(actor(req), repository);
  return repository;
}

interface Outcome {
  repository: FoundRepository;
  form: Form<unknown>;
  as: "visibility" | "member" | "role";
  words: string;
}

async function done(req: Request, res: Response, outcome: Outcome): Promise<void> {
  const { repository, form, as, words } = outcome;
  if (!form.ok) return show(req, res.status(422), repository, { [as]: form });

  flash(req, words);
  res.redirect(303, paths.repositoryAccess(repository));
}

async function show(
  req: Request,
  res: Response,
  repository: FoundRepository,
  forms: Partial<Record<Outcome["as"], object>> = {},
): Promise<void> {
  res.render("repositories/access", {
    repository,
    members: await repositoryMembers(repository),
    visibility: visibilityOf(guardedBy(repository)),
    sentence: whoMayUse(repository, config.rules),
    narrowings: narrowings(repository.namespace),
    mayNarrow: canNarrow(actor(req), guardedBy(repository), config.rules),
    forms: {
      visibility: blank({ visibility: repository.visibility ?? "" }),
      member: blank({ role: "viewer" }),
      role: blank(),
      ...forms,
    },
  });
}
