import { z } from "zod";
import { LongPageQuery } from "../../platform/db/keyset.ts";
import { filterText } from "../../platform/http/input/values.ts";
import { type Kind, kinds } from "./filters.ts";

const words = filterText()
  .transform((text) => text || undefined)
  .optional()
  .catch(undefined);

const Day = z.iso
  .date()
  .refine((day) => day >= "1970", "Before 1970.")
  .optional()
  .catch(undefined);

/** The filters in the query of the activity page. Invalid values are ignored. */
export const ActivityQuery = LongPageQuery.extend({
  kind: z
    .enum(Object.keys(kinds) as [Kind, ...Kind[]]) // Object.keys() gives plain strings
    .optional()
    .catch(undefined),
  person: words,
  from: Day,
  to: Day,
  mine: z.literal("1").optional().catch(undefined),
  namespace: words,
  team: words,
  repository: words,
});

/** The same for the activity of one place. */
export const PlaceActivityQuery = ActivityQuery.omit({
  namespace: true,
  team: true,
  repository: true,
});

export type ActivityQuery = z.infer<typeof ActivityQuery>;
