import { type Request, type Response, Router } from "express";
import { actor, audit } from "../../../identity/actor/request.ts";
import { config } from "../../../platform/config/config.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { namespaceReference } from "../../../platform/reference.ts";
import { refusalsToday } from "../../decisions/summary.ts";
import { canSeeMembers, ownsRepository } from "../../policy/policy.ts";
import { findTeam } from "../../teams/find.ts";
import { addMember } from "../../teams/members.ts";
import { MemberForm, SuggestionQuery } from "../../teams/schemas.ts";
import { roleChoices } from "../../teams/sentences.ts";
import type { FoundNamespace } from "../find.ts";
import { canAddMembers, countNamespacesOf, guestsOf, membersOf } from "../members.ts";
import { howToAdd, whoMay } from "../sentences.ts";
import { namespaceOf } from "./settings.ts";

/** The Members tab of a namespace: who is in the team that owns it, and what each may do here. */
export const namespaceMembers = Router();

namespaceMembers.get("/:id/members", (req, res) =>
  show(req, res, blank({ user: "", role: "contributor" })),
);

/** Adds somebody to the team that owns the namespace. */
namespaceMembers.post("/:id/members", async (req, res) => {
  const namespace = await namespaceOf(req);
  const team = await findTeam(actor(req), namespace.teamId);
  const form = await submit(MemberForm, req.body, (input) => addMember(audit(req), team, input));
  if (!form.ok) return show(req, res.status(422), form);

  flash(req, `${form.value.user.username} is now in the team ${team.name}.`);
  res.redirect(303, paths.namespaceMembers(namespace));
});

async function show(req: Request, res: Response, form: object): Promise<void> {
  const person = actor(req);
  const namespace = await namespaceOf(req);
  const { q } = readPageQuery(res, SuggestionQuery);
  const [members, guests, owned, refusals] = await Promise.all([
    membersOf(person, namespace, { q }),
    guestsOf(person, namespace),
    countNamespacesOf(namespace.team),
    ownsRepository(person, namespace) ? refusalsIn(namespace) : null,
  ]);
  res.render("tenancy/namespaces/members", {
    namespace,
    members,
    guests,
    q,
    form,
    roles: roleChoices,
    seesMembers: canSeeMembers(person, namespace),
    canAdd: canAddMembers(person, namespace),
    owned,
    access: whoMay(namespace, config.rules),
    howToAdd: howToAdd(namespace),
    refusals,
  });
}

function refusalsIn(namespace: FoundNamespace) {
  const { registryId, name } = namespace;
  const reference = namespaceReference(namespace);
  return refusalsToday({ registryId, namespace: name }, name ? `${reference}/` : `${reference}//`);
}
