import { type Drift, db } from "../../platform/db/client.ts";
import { type Page, type Turn, turnTo } from "../../platform/http/pages.ts";

/** What differs, a page at a time, the newest first. */
export async function differences(turn: Turn): Promise<Page<Drift>> {
  return turnTo(turn, {
    size: 50,
    find: ({ older, newer }, take) => {
      const order = newer ? "asc" : "desc";
      const at = older ?? newer;
      const beyond = newer ? "gt" : "lt";
      return db.drift.findMany({
        ...(at && {
          where: {
            OR: [
              { firstSeenAt: { [beyond]: at.at } },
              { firstSeenAt: at.at, id: { [beyond]: at.id } },
            ],
          },
        }),
        orderBy: [{ firstSeenAt: order }, { id: order }],
        take,
      });
    },
    place: ({ firstSeenAt, id }) => ({ at: firstSeenAt, id }),
  });
}
