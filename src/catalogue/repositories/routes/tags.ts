import { Router } from "express";
import { z } from "zod";
import { visitor } from "../../../identity/actor/request.ts";
import { text } from "../../../platform/bounded-text.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findRepository } from "../find.ts";

export const tagPages = Router();

const tag = text(128, { kind: "raw" });
const SelectionQuery = z.object({
  tags: z
    .union([tag.transform((one) => [one]), z.array(tag).max(2_500)]) // all ticks of a page
    .catch([])
    .default([]),
});

/** Compares two ticked tags. The list has the newer one first, unless it is sorted otherwise. */
tagPages.get("/*name/-/selection", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const [to, from] = SelectionQuery.parse(req.query).tags;
  res.redirect(303, paths.imageDifference(repository, from, to));
});
