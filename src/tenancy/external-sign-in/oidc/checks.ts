import { checkAtProvider } from "../../../identity/providers/oidc/check.ts";
import { loadOidc } from "../../../identity/providers/oidc/load.ts";
import type { OidcProvider } from "../../../identity/providers/oidc/provider.ts";
import { listProviders } from "../../../identity/providers/providers.ts";
import { db } from "../../../platform/db/client.ts";
import type { Job } from "../../../platform/jobs/schedule.ts";
import { log } from "../../../platform/log.ts";
import { counter } from "../../../platform/metrics/metrics.ts";
import { applyAnswer } from "../suspension.ts";
import { replaceRefreshToken, unsealRefreshToken } from "./refresh-tokens.ts";

// Every hour, OpenID providers are asked about the people who used docker since the last time. A provider that can't be
// reached, or that does not know what to say, changes nothing.

export const jobs: Job[] = [{ name: "check-accounts", cron: "41 * * * *", run: checkAccounts }];

const batch = 100;
const maxUnknown = 3; // in a row, after which a provider is left alone until the next hour

const checks = counter({
  name: "portus_account_checks_total",
  help: "Questions to OpenID providers whether they still have an account, by answer.",
  labels: { answer: ["active", "gone", "unknown"] },
});

interface Due {
  id: number;
  subject: string;
  sealedRefreshToken: Uint8Array<ArrayBuffer>;
}

/** Asks every provider about its people that are due. Returns how many it asked about. */
export async function checkAccounts(): Promise<number> {
  let asked = 0;
  for (const provider of await listProviders({ kind: "oidc", enabled: true }))
    asked += await checkPeopleOf(await loadOidc(provider));
  return asked;
}

async function checkPeopleOf(provider: OidcProvider): Promise<number> {
  let [asked, unknown, after] = [0, 0, 0];
  for (;;) {
    const due = await findDue(provider.id, after);
    for (const identity of due) {
      const state = await checkOne(provider, identity);
      unknown = state === "unknown" ? unknown + 1 : 0;
      asked += 1;
      after = identity.id;
      if (unknown >= maxUnknown) return asked;
    }
    if (due.length < batch) return asked;
  }
}

/** Asks about people at once, because the provider says that their sessions ended. */
export async function checkNow(provider: OidcProvider, subjects: string[]): Promise<void> {
  const identities = await db.externalIdentity.findMany({
    where: {
      providerId: provider.id,
      subject: { in: subjects },
      sealedRefreshToken: { not: null },
    },
    select: { id: true, subject: true, sealedRefreshToken: true },
  });
  for (const { id, subject, sealedRefreshToken } of identities)
    if (subject && sealedRefreshToken)
      await checkOne(provider, { id, subject, sealedRefreshToken });
}

async function checkOne(provider: OidcProvider, identity: Due) {
  const refreshToken = unsealRefreshToken(identity.sealedRefreshToken);
  const answer = await checkAtProvider(provider, { ...identity, refreshToken });
  checks.add({ answer: answer.state });
  if (answer.state === "unknown") {
    log.warn({ provider: provider.slug, why: answer.why }, "an account could not be checked");
    return answer.state;
  }
  const next = answer.state === "active" ? answer.refreshToken : null;
  const isLatest = await replaceRefreshToken(identity, next);
  if (isLatest || answer.state === "active") await applyAnswer(identity, answer);
  return answer.state;
}

/** The people of a provider who used docker since it was asked about them. */
function findDue(providerId: number, after: number): Promise<Due[]> {
  return db.$queryRaw<Due[]>`
    SELECT it.id, subject, sealed_refresh_token AS "sealedRefreshToken"
    FROM external_identities AS it JOIN users ON users.id = it.user_id
    WHERE provider_id = ${providerId} AND it.id > ${after} AND sealed_refresh_token IS NOT NULL
      AND disabled_at IS NULL
      AND (EXISTS (SELECT FROM application_tokens AS token
          WHERE token.user_id = it.user_id AND last_used_at > coalesce(checked_at, '-infinity'))
        OR EXISTS (SELECT FROM refresh_tokens AS client
          WHERE client.user_id = it.user_id AND last_used_at > coalesce(checked_at, '-infinity')))
    ORDER BY it.id LIMIT ${batch}`;
}
