import { type Request, Router } from "express";
import { actor, visitor } from "../../identity/actor/request.ts";
import { idIn, nameIn } from "../../platform/http/input/params.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/find.ts";
import { visibilityOf } from "../../tenancy/policy/policy.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { totalPullsByDay } from "../pulls/by-day.ts";
import { findRepository, guardedBy } from "../repositories/find.ts";
import { taggedDigests } from "../repositories/tags/tags.ts";
import { mostPulled } from "./most-pulled.ts";
import { periods, StaleQuery, staleFor, UsageQuery } from "./schemas.ts";
import { staleImages } from "./stale.ts";
import { withPulls } from "./tags.ts";

export const usage = Router();
export const namespaceUsage = Router();
export const administration = Router();

usage.get("/*name/-/usage", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { days, ...cursor } = UsageQuery.parse(req.query);
  const [pulls, page] = await Promise.all([
    totalPullsByDay({ id: repository.id }, days),
    taggedDigests(repository.id, cursor),
  ]);
  res.render("catalogue/usage/repository", {
    repository,
    days,
    periods,
    pulls,
    visibility: visibilityOf(guardedBy(repository)),
    page: { ...page, rows: await withPulls(repository.id, page.rows, days) },
  });
});

serve(namespaceUsage, "/:id", (req) => findNamespace(actor(req), idIn(req.params, "namespace")));
serve(administration, "", async () => null);

function serve(
  router: Router,
  path: string,
  find: (req: Request) => Promise<FoundNamespace | null>,
): void {
  router.get(`${path}/usage`, async (req, res) => {
    const namespace = await find(req);
    const { days } = UsageQuery.parse(req.query);
    const within = namespace ? { namespaceId: namespace.id } : {};
    const where = { ...within, ...repositoriesVisibleTo(actor(req)) };
    const [pulls, most] = await Promise.all([
      totalPullsByDay(where, days),
      mostPulled(where, days),
    ]);
    res.render("catalogue/usage/overview", { namespace, days, periods, pulls, most });
  });

  router.get(`${path}/stale`, async (req, res) => {
    const namespace = await find(req);
    const { days, ...cursor } = StaleQuery.parse(req.query);
    const page = await staleImages(actor(req), { namespace, days }, cursor);
    res.render("catalogue/usage/stale", { namespace, days, staleFor, page });
  });
}
