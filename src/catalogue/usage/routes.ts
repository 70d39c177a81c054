import { type Request, type Response, Router } from "express";
import { actor, visitor } from "../../identity/actor/request.ts";
import { notePlaces, readPageQuery } from "../../platform/http/input/page-query.ts";
import { idIn, nameIn } from "../../platform/http/input/params.ts";
import { charts } from "../../platform/http/pages/charts.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/find.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { totalPullsByDay } from "../pulls/by-day.ts";
import { findRepository } from "../repositories/find.ts";
import { pageAt } from "../repositories/tags/list-query.ts";
import { tagGroups } from "../repositories/tags/tag-groups.ts";
import { calendarDays, calendarOf } from "./calendar.ts";
import { mostPulled } from "./most-pulled.ts";
import { periods, StaleQuery, staleFor, TagUsageQuery, UsageQuery } from "./schemas.ts";
import { staleImages } from "./stale.ts";
import { withPulls } from "./tags.ts";

export const usage = Router();
export const namespaceUsage = Router();
export const administration = Router();

usage.get("/*name/-/usage", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { days, ...cursors } = readPageQuery(res, TagUsageQuery);
  const at = pageAt(cursors);
  notePlaces(res, at);
  const [year, page] = await Promise.all([
    totalPullsByDay({ id: repository.id }, calendarDays()),
    tagGroups(repository.id, at),
  ]);
  res.render("catalogue/usage/repository", {
    repository,
    days,
    periods,
    pulls: year.slice(-days),
    calendar: calendarOf(year),
    total: charts.sum(year.map(({ count }) => count)),
    page: { ...page, rows: await withPulls(repository.id, page.rows, days) },
  });
});

namespaceUsage.get("/:id/usage", async (req, res) => showUsage(req, res, await namespaceOf(req)));
namespaceUsage.get("/:id/stale", async (req, res) => showStale(req, res, await namespaceOf(req)));

administration.get("/usage", (req, res) => showUsage(req, res, null));
administration.get("/stale", (req, res) => showStale(req, res, null));

function namespaceOf(req: Request): Promise<FoundNamespace> {
  return findNamespace(actor(req), idIn(req.params, "namespace"));
}

async function showUsage(
  req: Request,
  res: Response,
  namespace: FoundNamespace | null,
): Promise<void> {
  const { days } = readPageQuery(res, UsageQuery);
  const within = namespace ? { namespaceId: namespace.id } : {};
  const where = { ...within, ...repositoriesVisibleTo(actor(req)) };
  const [pulls, most] = await Promise.all([totalPullsByDay(where, days), mostPulled(where, days)]);
  res.render("catalogue/usage/overview", { namespace, days, periods, pulls, most });
}

async function showStale(
  req: Request,
  res: Response,
  namespace: FoundNamespace | null,
): Promise<void> {
  const { days, ...cursor } = readPageQuery(res, StaleQuery);
  const page = await staleImages(actor(req), { namespace, days }, cursor);
  res.render("catalogue/usage/stale", { namespace, days, staleFor, page });
}
