import { type Request, type Response, Router } from "express";
import { actor, audit, requireSignIn } from "../../../identity/actor/request.ts";
import { existingAccounts } from "../../../identity/people/existing.ts";
import { config } from "../../../platform/config/config.ts";
import { blank, button, type Form, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn, nameIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { refusalsToday } from "../../../tenancy/decisions/summary.ts";
import { askBefore } from "../../../tenancy/namespaces/routes/confirm.ts";
import { ownsRepository } from "../../../tenancy/policy/policy.ts";
import { memberRoles } from "../../../tenancy/teams/policy.ts";
import { MemberForm, RoleChangeForm, SuggestionQuery } from "../../../tenancy/teams/schemas.ts";
import {
  addRepositoryMember,
  changeRepositoryRole,
  removeRepositoryMember,
  repositoryMembers,
  suggestRepositoryMembers,
} from "../access/members.ts";
import { accessSentence, visibilityChoices } from "../access/sentences.ts";
import { groupsWithAccess, peopleWithAccess } from "../access/who.ts";
import { changeRepositoryVisibility, ensureCanManage, ensureCanSeeAccess } from "../change.ts";
import { type FoundRepository, findRepository, guardedBy } from "../find.ts";
import { canChangeVisibility, canManageRepository, canSeeTeam } from "../policy.ts";
import { VisibilityForm } from "../schemas.ts";
import { previewMemberRemoval, previewRoleChange, previewVisibilityChange } from "./previews.ts";

export const accessPages = Router();
const path = "/*name/-/access";
accessPages.use(path, requireSignIn);

accessPages.get(path, async (req, res) => {
  const repository = await findRepository(actor(req), nameIn(req.params));
  ensureCanSeeAccess(actor(req), repository);
  await show(req, res, repository);
});

accessPages.post(`${path}/visibility`, async (req, res) => {
  const repository = await managed(req);
  const form = await submit(VisibilityForm, req.body, async ({ visibility }) => {
    const preview = await previewVisibilityChange(actor(req), repository, visibility);
    if (askBefore(req, res, preview)) return unconfirmed;
    await changeRepositoryVisibility(audit(req), repository, visibility);
  });
  await done(req, res, { repository, form, as: "visibility", message: "Visibility changed." });
});

accessPages.post(`${path}/members`, async (req, res) => {
  const repository = await managed(req);
  const form = await submit(MemberForm, req.body, (input) =>
    addRepositoryMember(audit(req), repository, input),
  );
  await done(req, res, { repository, form, as: "member", message: "Member added." });
});

accessPages.post(`${path}/members/:id/role`, async (req, res) => {
  const repository = await managed(req);
  const memberId = idIn(req.params, "member of this repository");
  const form = await submit(RoleChangeForm, req.body, async (change) => {
    if (askBefore(req, res, await previewRoleChange(repository, memberId, change)))
      return unconfirmed;
    await changeRepositoryRole(audit(req), repository, { memberId, ...change });
  });
  await done(req, res, { repository, form, as: "role", message: "Role changed." });
});

accessPages.post(`${path}/members/:id/removal`, button, async (req, res) => {
  const repository = await managed(req);
  const memberId = idIn(req.params, "member of this repository");
  if (askBefore(req, res, await previewMemberRemoval(repository, memberId))) return;

  await removeRepositoryMember(audit(req), repository, memberId);
  flash(req, "Member removed.");
  res.redirect(303, paths.repositoryAccess(repository));
});

accessPages.get(`${path}/members/suggestions`, async (req, res) => {
  const { q } = readPageQuery(res, SuggestionQuery);
  const people = await suggestRepositoryMembers(actor(req), await managed(req), q);
  res.json(people.map(({ username, displayName }) => ({ value: username, label: displayName })));
});

async function managed(req: Request): Promise<FoundRepository> {
  const repository = await findRepository(actor(req), nameIn(req.params));
  ensureCanManage(actor(req), repository);
  return repository;
}

/** The value of a form that was answered with a confirmation page. */
const unconfirmed = "unconfirmed";

interface Outcome {
  repository: FoundRepository;
  form: Form<unknown>;
  as: "visibility" | "member" | "role";
  message: string;
}

async function done(req: Request, res: Response, outcome: Outcome): Promise<void> {
  const { repository, form, as, message } = outcome;
  if (form.ok && form.value === unconfirmed) return;
  if (!form.ok) return show(req, res.status(422), repository, { [as]: form });

  flash(req, message);
  res.redirect(303, paths.repositoryAccess(repository));
}

async function show(
  req: Request,
  res: Response,
  repository: FoundRepository,
  forms: Partial<Record<Outcome["as"], object>> = {},
): Promise<void> {
  const guarded = guardedBy(repository);
  const canManage = canManageRepository(actor(req), guarded);
  const groups = groupsWithAccess(repository);
  const found = await peopleWithAccess(actor(req), repository);
  const names = [...groups, ...found.people].map(({ who }) => who);
  res.render("catalogue/repositories/access/show", {
    repository,
    groups,
    ...found,
    accounts: await existingAccounts(actor(req), names),
    seesTeam: canSeeTeam(actor(req), guarded),
    canManage,
    members: canManage ? await repositoryMembers(actor(req), repository) : [],
    roles: memberRoles,
    refusals: ownsRepository(actor(req), guarded) ? await refusalsOf(repository) : null,
    sentence: accessSentence(repository, config.rules),
    visibilityChoices: visibilityChoices(repository.namespace),
    canChangeVisibility: canChangeVisibility(actor(req), guarded, config.rules),
    forms: {
      visibility: blank({ visibility: repository.visibility ?? "" }),
      member: blank({ role: "viewer" }),
      role: blank(),
      ...forms,
    },
  });
}

function refusalsOf(repository: FoundRepository) {
  const { fullName, namespace } = repository;
  const place = {
    registryId: namespace.registryId,
    namespace: namespace.name,
    repository: fullName,
  };
  return refusalsToday(place, referenceOf(repository));
}
