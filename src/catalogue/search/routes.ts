import { Router } from "express";
import { z } from "zod";
import { visitor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { categoriesOf } from "./categories.ts";
import { search } from "./search.ts";
import { suggest } from "./suggest.ts";

/** Needs no sign-in if the operator allows anonymous browsing. */
export const searchPages = Router();

const SearchQuery = z.object({ q: text(512, { kind: "raw" }).catch("").default("") });
const size = 20;

searchPages.get("/search", async (req, res) => {
  const q = SearchQuery.parse(req.query).q.trim();
  const results = await search(visitor(req), q, size);
  res.render("catalogue/search/index", { q, categories: categoriesOf(results, q, visitor(req)) });
});

searchPages.get("/search/suggestions", async (req, res) => {
  const { q } = SearchQuery.parse(req.query);
  const suggestions = await suggest(visitor(req), q);
  // Safe even if a client prints it into HTML.
  const json = JSON.stringify(suggestions).replace(/[<>&]/g, unicode);
  res.set("Cache-Control", "no-store").type("json").send(json);
});

function unicode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
