import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { transaction } from "../../platform/db/client.ts";
import { ensureCanManage, lockRepository, recordChange } from "../repositories/change.ts";

interface Signed {
  id: number;
  badgeSeries: number;
}

/**
 * What a badge's link of a repository that is not public carries: anyone who has the link sees the badges, and
 * nothing else.
 */
export function badgeSignature({ id, badgeSeries }: Signed): string {
  const key = Buffer.from(hkdfSync("sha256", config.secret, "", "portus badges", 32));
  return createHmac("sha256", key).update(`${id}:${badgeSeries}`).digest("base64url").slice(0, 32);
}

export function isBadgeSignature(given: string, repository: Signed): boolean {
  const [expected, found] = [Buffer.from(badgeSignature(repository)), Buffer.from(given)];
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** Ends all links of badges until now. The next ones have another signature. */
export async function endBadgeLinks(audit: ActorAudit, { id }: { id: number }): Promise<void> {
  await transaction(async (tx) => {
    const repository = await lockRepository(tx, audit.actor, id);
    ensureCanManage(audit.actor, repository);
    await tx.repository.update({ where: { id }, data: { badgeSeries: { increment: 1 } } });
    await recordChange(tx, audit, repository, { verb: "end_badge_links" });
  });
}
