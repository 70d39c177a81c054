import { type Response, Router } from "express";
import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { visitor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { noteIgnored, readPageQuery } from "../../platform/http/input/page-query.ts";
import { readQuery } from "../images/references/own-hosts.ts";
import type { ParsedQuery } from "../images/references/query.ts";
import { type Category, categoriesOf } from "./categories.ts";
import { exactPlace, exactShortcut } from "./exact.ts";
import { type Results, search, searchSimilar } from "./search.ts";
import { nothingMatches } from "./sentences.ts";
import { suggestionsOf } from "./suggest.ts";

/** Finds what other domains offer: pages, actions and settings. */
export type ShortcutFinder = (actor: Actor | null, query: ParsedQuery) => Promise<Category[]>;

const SearchQuery = z.object({
  q: text(512, { kind: "raw" }).catch("").default(""),
  /** Show only this category, with more of it. */
  kind: text(40, { kind: "raw" }).catch("").default(""),
  /** The bar at the top sends it: a text that means one place leads there. */
  jump: text(10, { kind: "raw" }).catch("").default(""),
});

const [size, whole, suggested] = [20, 200, 5]; // entries of a kind

/** Needs no sign-in if the operator allows anonymous browsing. */
export function searchPages(findShortcuts: ShortcutFinder): Router {
  const pages = Router();

  pages.get("/search", async (req, res) => {
    const { q: typed, kind, jump } = readPageQuery(res, SearchQuery);
    const q = typed.trim();
    const found = await findAll(visitor(req), q, kind ? whole : size);
    const place = jump && (exactPlace(found.query, found.results) ?? exactShortcut(q, found));
    if (place) return res.redirect(303, place);
    show(res, found, { q, kind });
  });

  pages.get("/search/suggestions", async (req, res) => {
    const { q } = readPageQuery(res, SearchQuery);
    const { categories } = await findAll(visitor(req), q, suggested);
    const places = suggestionsOf(categories);
    const none = nothingMatches(visitor(req), q.trim());
    // Safe even if a client prints it into HTML.
    const json = JSON.stringify({ places, none }).replace(/[<>&']/g, unicode);
    res.set("Cache-Control", "no-store").type("json").send(json);
  });

  async function findAll(actor: Actor | null, q: string, size: number): Promise<Found> {
    const query = await readQuery(q);
    const [exact, shortcuts] = await Promise.all([
      search(actor, query, size),
      findShortcuts(actor, query),
    ]);
    const isFound = shortcuts.length > 0 || Object.values(exact).some(({ count }) => count > 0);
    const results = isFound ? exact : await searchSimilar(actor, query, size);
    const categories = [...categoriesOf(results, q, actor), ...shortcuts];
    return { actor, query, results, shortcuts, categories };
  }

  return pages;
}

interface Found {
  actor: Actor | null;
  query: ParsedQuery;
  results: Results;
  shortcuts: Category[];
  categories: Category[];
}

function show(
  res: Response,
  { actor, categories }: Found,
  { q, kind }: { q: string; kind: string },
): void {
  const only = categories.filter(({ title }) => title.toLowerCase() === kind);
  if (only.length === 0) noteIgnored(res, "kind", "nothing of this kind was found");
  const shown = only.length > 0 ? only : categories;
  res.render("catalogue/search/index", {
    q,
    kind: only.length > 0 ? kind : "",
    categories: shown,
    none: nothingMatches(actor, q),
  });
}

function unicode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
