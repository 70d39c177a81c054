import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { fetchPage, type PageRequest, pastId } from "../../platform/db/keyset.ts";
import { ensure } from "../../platform/errors.ts";
import { canSeeProblems } from "./policy.ts";

/** The e-mails of the last two weeks without their texts, newest first. */
export async function listEmails(actor: Actor, request: PageRequest) {
  ensure(canSeeProblems(actor), "Only admins can see e-mails. Ask one of them.");
  const page = await fetchPage(request, {
    size: 50,
    find: (place, take) =>
      db.email.findMany({
        where: pastId(place),
        select: {
          id: true,
          recipient: true,
          subject: true,
          createdAt: true,
          attempts: true,
          tryAfter: true,
          error: true,
          sentAt: true,
        },
        orderBy: { id: place.newer ? "asc" : "desc" },
        take,
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
  return { ...page, rows: page.rows.map((email) => ({ ...email, state: stateOf(email) })) };
}

interface Progress {
  tryAfter: Date | null;
  error: string | null;
  sentAt: Date | null;
}

/** What happened to an e-mail, as a badge. */
function stateOf({ tryAfter, error, sentAt }: Progress): { kind: string; text: string } {
  if (sentAt) return { kind: "good", text: "sent" };
  if (!tryAfter) return { kind: "bad", text: "given up" };
  return error ? { kind: "warn", text: "retrying" } : { kind: "accent", text: "waiting" };
}
