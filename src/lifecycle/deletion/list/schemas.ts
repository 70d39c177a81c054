import { z } from "zod";
import { PageQuery } from "../../../platform/db/keyset.ts";
import { filterText } from "../../../platform/http/input/values.ts";

/** What has become of a deletion. */
export const states = ["restorable", "restored", "running", "failed", "expired"] as const;
export type State = (typeof states)[number];

const name = filterText()
  .transform((text) => text || undefined)
  .optional()
  .catch(undefined);

/** Filters of the list of deletions. Invalid ones are ignored, not refused. */
export const DeletionsQuery = PageQuery.extend({
  q: name,
  who: name,
  state: z.enum(states).optional().catch(undefined),
  namespace: name,
  team: name,
  repository: name,
});

export type DeletionFilters = Omit<z.infer<typeof DeletionsQuery>, "older" | "newer">;
