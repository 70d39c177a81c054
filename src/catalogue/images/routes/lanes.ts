import { Router } from "express";
import { visitor } from "../../../identity/actor/request.ts";
import { existingAccounts } from "../../../identity/people/existing.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { findRepository } from "../../repositories/find.ts";
import { lanesOf } from "../lanes/find.ts";
import { laneSentence, spanTitle } from "../lanes/sentences.ts";
import { signsOf } from "../lanes/signs.ts";
import { digestColours, spansOf } from "../lanes/spans.ts";
import { axisOf, timeTicks } from "../lanes/time-axis.ts";
import { LanesQuery, laneDays } from "../schemas.ts";

/** The timeline of all tags of a repository, a lane for each. */
export const lanePages = Router();

lanePages.get("/*name/-/timeline", async (req, res) => {
  const viewer = visitor(req);
  const repository = await findRepository(viewer, nameIn(req.params));
  const { q, days, older, newer } = readPageQuery(res, LanesQuery);
  const page = await lanesOf(repository.id, q, { older, newer });
  const axis = axisOf(page.rows, new Date(), days);
  const colourOf = digestColours();
  res.render("catalogue/images/lanes/show", {
    repository,
    q,
    days,
    laneDays,
    laneSentence,
    spanTitle,
    page,
    accounts: await existingAccounts(
      viewer,
      page.rows.flatMap(({ moves }) => moves.map(({ byName }) => byName)),
    ),
    ticks: timeTicks(axis),
    lanes: page.rows.map(({ moves, ...lane }) => {
      const spans = spansOf(moves, axis, colourOf);
      return { ...lane, spans, signs: signsOf(spans) };
    }),
  });
});
