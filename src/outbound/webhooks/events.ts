import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import type { WebhookEvent } from "../../platform/db/client.ts";

const all = ["push", "delete"] as const satisfies WebhookEvent[];

const unknown = { error: "Choose from push and delete." };

/** The events a webhook is called for, as a JSON array or as form text with blanks or commas between. */
export const Events = z
  .union([
    text(40, { kind: "raw" }).transform((typed) => typed.split(/[\s,]+/).filter(Boolean)),
    z.array(text(20, { kind: "raw" })).max(10, unknown),
  ])
  .pipe(z.array(z.enum(all, unknown)).min(1, "Choose push, delete or both."))
  .transform((chosen) => all.filter((event) => chosen.includes(event)));

/** Such as "push or deletion". */
export function eventWords(events: readonly WebhookEvent[]): string {
  return events.map((event) => (event === "push" ? "push" : "deletion")).join(" or ");
}
