import { Router } from "express";
import { visitor } from "../../identity/actor/request.ts";
import { config } from "../../platform/config/config.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { markdown } from "../../platform/http/pages/markdown.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/find.ts";
import { offeredChanges } from "../../tenancy/namespaces/offered-changes.ts";
import { whoMay } from "../../tenancy/namespaces/sentences.ts";
import { canSeeSize } from "../../tenancy/policy/management.ts";
import { allowedActions, canSeeMembers } from "../../tenancy/policy/policy.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { listMembers } from "../../tenancy/teams/members.ts";
import { totalPullsByDay } from "../pulls/by-day.ts";
import { countWebhooks, latestRepositories } from "./contents.ts";

export const namespacePage = Router();

namespacePage.get("/:id", async (req, res, next) => {
  if (!/^\d+$/.test(req.params.id)) return next(); // such as "new"
  const viewer = visitor(req);
  const namespace = await findNamespace(viewer, idIn(req.params, "namespace"));
  const seesMembers = canSeeMembers(viewer, namespace);
  const [repositories, pulls, members] = await Promise.all([
    latestRepositories(viewer, namespace),
    totalPullsByDay({ namespaceId: namespace.id, ...repositoriesVisibleTo(viewer) }, 30),
    seesMembers ? membersOf(namespace) : [],
  ]);
  res.render("catalogue/namespace-page/show", {
    namespace,
    owner: ownerName(namespace),
    repositories,
    pulls,
    members,
    description: markdown(namespace.description),
    access: whoMay(namespace, config.rules),
    actions: allowedActions(viewer, namespace, config.rules),
    can: { ...offeredChanges(viewer, namespace), seeSize: canSeeSize(viewer, namespace) },
    webhooks: seesMembers ? await countWebhooks(namespace) : null,
  });
});

function ownerName({ kind, team, owner }: FoundNamespace): string {
  if (kind === "global") return "everyone";
  if (kind === "personal") return owner?.username ?? "none (deleted)";
  return team.hidden ? "none (orphan)" : team.name;
}

async function membersOf(namespace: FoundNamespace) {
  const members = await listMembers({ id: namespace.teamId });
  return members.map(({ user, role }) => ({
    user,
    role,
    actions: user.disabledAt ? [] : allowedActions(user, namespace, config.rules),
  }));
}
