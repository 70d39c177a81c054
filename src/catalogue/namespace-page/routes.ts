import { type Request, Router } from "express";
import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { SignInRequired } from "../../platform/errors.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { markdown } from "../../platform/http/pages/markdown.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/list.ts";
import { offeredChanges } from "../../tenancy/namespaces/offered-changes.ts";
import { whoMay } from "../../tenancy/namespaces/sentences.ts";
import { canSeeSize } from "../../tenancy/policy/management.ts";
import { allowedActions, roleOf } from "../../tenancy/policy/policy.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { listMembers } from "../../tenancy/teams/members.ts";
import { pullsByDay } from "../pulls/by-day.ts";
import { countWebhooks, latestRepositories } from "./contents.ts";

/** The page of a namespace. Anyone may open that of a public one. */
export const namespacePage = Router();

namespacePage.get("/:id", async (req, res, next) => {
  if (!/^\d+$/.test(req.params.id)) return next(); // such as "new"
  const person = visitor(req);
  const namespace = await findNamespace(person, idIn(req.params, "namespace"));
  const [repositories, pulls, members] = await Promise.all([
    latestRepositories(person, namespace),
    pullsByDay({ namespaceId: namespace.id, ...repositoriesVisibleTo(person) }, 30),
    membersShownTo(person, namespace),
  ]);
  const belongs = person?.admin || roleOf(person, namespace) !== undefined;
  res.render("catalogue/namespace-page/show", {
    namespace,
    repositories,
    pulls,
    members,
    description: markdown(namespace.description),
    access: whoMay(namespace, config.rules),
    actions: allowedActions(person, namespace, config.rules),
    may: { ...offeredChanges(person, namespace), weigh: canSeeSize(person, namespace) },
    webhooks: belongs ? await countWebhooks(namespace) : null, // only members of the team know of them
  });
});

/** Only members see who is in a team. Others read in a sentence what kind of people may do what. */
async function membersShownTo(person: Actor | null, namespace: FoundNamespace) {
  if (!person?.admin && !roleOf(person, namespace)) return [];
  const members = await listMembers({ id: namespace.teamId });
  return members.map(({ user, role }) => ({
    user,
    role,
    actions: user.disabledAt ? [] : allowedActions(user, namespace, config.rules),
  }));
}

/** Who looks: anyone, unless the operator closed the door to those who are not signed in. */
function visitor(req: Request): Actor | null {
  if (!req.user && !config.anonymousBrowsing) throw new SignInRequired();
  return req.user ?? null;
}
