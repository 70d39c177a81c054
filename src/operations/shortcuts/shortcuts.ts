import type { ParsedQuery } from "../../catalogue/images/references/query.ts";
import type { Category, Entry } from "../../catalogue/search/categories.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";
import { canSeeOverview } from "../activity/policy.ts";
import { listSettings } from "../settings/settings.ts";
import { findActions, usualActions } from "./actions.ts";
import { findPages } from "./pages.ts";
import { findPlacePages } from "./place-pages.ts";
import { wordsOf } from "./words.ts";

/** The pages, actions and settings that a text leads to, only those that the actor may open; without one, a few actions. */
export async function findShortcuts(
  actor: Actor | null,
  { text, page, isReference }: ParsedQuery,
): Promise<Category[]> {
  if (page) return [category("Pages", "Page", [{ label: page, href: page }])];
  if (isReference) return [];
  const words = wordsOf(text);
  const [actions, ofPlaces] = text
    ? await Promise.all([findActions(actor, words), findPlacePages(actor, words)])
    : [await usualActions(actor), []];
  const found = [
    category("Actions", "Action", [...actions, ...ofPlaces]),
    category("Pages", "Page", findPages(actor, words)),
    category("Settings", "Setting", findSettings(actor, text)),
  ];
  return found.filter(({ count }) => count > 0);
}

const minLength = 3; // characters; explanations of settings contain any shorter text

function findSettings(actor: Actor | null, text: string): Entry[] {
  if (!actor || !canSeeOverview(actor) || text.length < minLength) return [];
  const wanted = text.toLowerCase();
  return listSettings(config)
    .filter(({ name, does }) => `${name} ${does}`.toLowerCase().includes(wanted))
    .map(({ name, does }) => ({ label: name, href: `${paths.settings()}#${name}`, about: does }));
}

const category = (title: string, one: string, entries: Entry[]): Category => ({
  title,
  one,
  count: entries.length,
  entries,
});
