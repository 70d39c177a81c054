import { z } from "zod";
import { PageQuery } from "../../platform/db/keyset.ts";
import { digits } from "../../platform/http/input/values.ts";
import { CursorQuery } from "../repositories/tags/list-query.ts";

export const periods = [30, 90] as const;

export const UsageQuery = z.object({
  days: digits(z.literal(periods)).catch(30),
});

/** With the page of the tags. */
export const TagUsageQuery = UsageQuery.extend(CursorQuery.shape);

export const staleFor = [30, 90, 180, 365] as const;

export const StaleQuery = PageQuery.extend({
  days: digits(z.literal(staleFor)).catch(90),
});
