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
import { totalPullsByDay } from "../pulls/by-day.ts";
import { latestRepositories } from "./contents.ts";

export const namespacePage = Router();

namespacePage.get("/:id", async (req, res, next) => {
  if (!/^\d+$/.test(req.params.id)) return next(); // such as "new"
  const viewer = visitor(req);
  const namespace = await findNamespace(viewer, idIn(req.params, "namespace"));
  const seesMembers = canSeeMembers(viewer, namespace);
  const [repositories, pulls] = await Promise.all([
    latestRepositories(viewer, namespace),
    totalPullsByDay({ namespaceId: namespace.id, ...repositoriesVisibleTo(viewer) }, 30),
  ]);
  res.render("catalogue/namespace-page/show", {
    namespace,
    owner: ownerName(namespace),
    repositories,
    pulls,
    seesMembers,
    description: markdown(namespace.description),
    access: whoMay(namespace, config.rules),
    actions: allowedActions(viewer, namespace, config.rules),
    can: { ...offeredChanges(viewer, namespace), seeSize: canSeeSize(viewer, namespace) },
  });
});

function ownerName({ kind, team, owner }: FoundNamespace): string {
  if (kind === "global") return "everyone";
  if (kind === "personal") return owner?.username ?? "none (deleted)";
  return team.hidden ? "none (orphan)" : team.name;
}
