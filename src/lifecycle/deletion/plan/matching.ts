import { filtersOf, TagFilterQuery } from "../../../catalogue/repositories/tags/list-query.ts";
import { isFiltered } from "../../../catalogue/repositories/tags/tag-filters.ts";
import { maxDeleted, namesOfMatches } from "../../../catalogue/repositories/tags/tag-matches.ts";
import { Invalid } from "../../../platform/errors.ts";
import { accept } from "../../../platform/http/input/body.ts";
import { plural } from "../../../platform/plural.ts";
import type { Selection } from "./selection.ts";

/** All tags that match the filters of a list, in the form of its URL. */
export interface Matching {
  matching: string;
}

/** What was chosen, with the names of the tags that match now instead of the filters. */
export async function namedSelection(
  repositoryId: number,
  chosen: Selection | Matching,
): Promise<Selection> {
  if (!("matching" in chosen)) return chosen;
  const given = Object.fromEntries(new URLSearchParams(chosen.matching));
  const filters = filtersOf(accept(TagFilterQuery, given));
  if (!isFiltered(filters))
    throw new Invalid({
      form: "There is no filter, so every tag would match. Filter the tags first.",
    });

  const tags = await namesOfMatches(repositoryId, filters, maxDeleted + 1);
  if (tags.length <= maxDeleted) return { tags };
  throw new Invalid({
    form: `More than ${plural(maxDeleted, "tag")} match, the most for one deletion. Filter further.`,
  });
}
