import { Router } from "express";
import { z } from "zod";
import { actor } from "../../../identity/actor/request.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { pageStart } from "../../../platform/http/input/values.ts";
import { nextDeletions } from "./page.ts";
import { rulesOfNight } from "./rules.ts";

/** What the next night will delete, in all places where one may delete. */
export const nextNightPage = Router();

const Query = z.object({ from: pageStart });

nextNightPage.get("/next", async (req, res) => {
  const { from } = readPageQuery(res, Query);
  const night = await nextDeletions(actor(req), Math.min(from, 10_000));
  res.render("lifecycle/retention/next-night", { night, rules: await rulesOfNight(actor(req)) });
});
