import type { Request, Response } from "express";
import { feedOf } from "../../../identity/actor/feed.ts";
import { actor } from "../../../identity/actor/request.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { visibleActivities } from "../feed.ts";
import type { Filters } from "../filters.ts";
import { resolveFilters } from "../resolve-filters.ts";
import { PlaceActivityQuery } from "../schemas.ts";

/** What a page of the activity in one place shows, with the filters of its address. `here` is its repository, if it is one. */
export async function activityIn(
  req: Request,
  res: Response,
  { here, ...place }: Filters & { here?: string },
) {
  const { older, newer, ...filters } = readPageQuery(res, PlaceActivityQuery);
  const asked = await resolveFilters(actor(req), { ...filters, older, newer });
  const page = await visibleActivities(actor(req), { older, newer }, { ...asked, ...place });
  const options = { zone: res.locals.zone, ...(here !== undefined && { here }) };
  return { page, filters, days: await feedOf(actor(req), page.rows, options) };
}
