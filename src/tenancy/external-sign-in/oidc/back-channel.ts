import { createHash } from "node:crypto";
import { readLogoutToken } from "../../../identity/providers/oidc/logout.ts";
import { type OidcProvider, ProviderFailure } from "../../../identity/providers/oidc/provider.ts";
import { endProviderSessions } from "../../../identity/sign-in/provider-sessions.ts";
import { db } from "../../../platform/db/client.ts";
import type { Job } from "../../../platform/jobs/schedule.ts";

export const jobs: Job[] = [
  { name: "prune-logout-tokens", cron: "57 * * * *", run: pruneLogoutTokens },
];

/** Ends the sessions that a logout token of a provider names. Returns the keys of their people there. */
export async function endByLogoutToken(provider: OidcProvider, token: string): Promise<string[]> {
  const notice = await readLogoutToken(provider, token);
  await rememberUse(provider, notice);
  const ended = await endProviderSessions({ provider: provider.id, ...notice });
  return [...new Set([...ended, ...(notice.subject ? [notice.subject] : [])])];
}

/** A logout token is used once, so that nobody who has seen one can end later sessions. */
async function rememberUse(
  { id: providerId }: OidcProvider,
  { jti, expiresAt }: { jti: string; expiresAt: Date },
): Promise<void> {
  const hash = new Uint8Array(createHash("sha256").update(`${providerId} ${jti}`).digest());
  const { count } = await db.usedLogoutToken.createMany({
    data: [{ hash, expiresAt }],
    skipDuplicates: true,
  });
  if (count === 0) throw new ProviderFailure("The logout token was used before.");
}

async function pruneLogoutTokens(): Promise<number> {
  const { count } = await db.usedLogoutToken.deleteMany({
    where: { expiresAt: { lt: new Date() } },
  });
  return count;
}
