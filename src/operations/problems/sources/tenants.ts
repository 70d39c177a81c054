import { type FullNamespace, fullNamespaces } from "../../../catalogue/sizes/full-namespaces.ts";
import { type EndingToken, endingTokens } from "../../../identity/tokens/expiring.ts";
import { failedRuns } from "../../../lifecycle/retention/failed-runs.ts";
import { failingWebhooks } from "../../../outbound/webhooks/failing.ts";
import type { Prisma } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { namespaceReference, referenceOf } from "../../../platform/reference.ts";
import { ownerlessTeams } from "../../../tenancy/teams/ownerless.ts";
import { type Link, type Problem, problem } from "../problem.ts";

// Problems of teams and people: of all of them for admins, of some namespaces or accounts for those who own these.

/** Namespaces that are full or nearly full. */
export async function quotaProblems(ids?: readonly number[]): Promise<Problem[]> {
  const found = await fullNamespaces(ids);
  const full = found.filter(({ overQuota }) => overQuota);
  const nearly = found.filter(({ overQuota }) => !overQuota);
  const problems: Problem[] = [];
  if (full.length > 0)
    problems.push(
      problem({
        kind: "quota",
        severity: "bad",
        sentence: `${plural(full.length, "namespace is over its quota", "namespaces are over their quotas")}: pushes are refused.`,
        cure: `Delete images, or ${ids ? "ask an admin to raise" : "raise"} the quota.`,
        places: full.map(sizesLink),
      }),
    );
  if (nearly.length > 0)
    problems.push(
      problem({
        kind: "quota",
        severity: "warn",
        sentence: `${plural(nearly.length, "namespace is", "namespaces are")} nearly full. Beyond the quota, pushes are refused.`,
        cure: `Delete old tags, or ${ids ? "ask an admin to raise" : "raise"} the quota.`,
        places: nearly.map(sizesLink),
      }),
    );
  return problems;
}

const sizesLink = ({ id, name, hostname }: FullNamespace): Link => ({
  text: namespaceReference({ name, registry: { hostname } }),
  href: paths.namespaceSizes({ id }),
});

/** Webhooks whose receivers no longer take deliveries. */
export async function webhookProblems(namespaceIds?: readonly number[]): Promise<Problem[]> {
  const found = await failingWebhooks(namespaceIds ? { namespaceIds } : "all");
  const [first] = found;
  if (!first) return [];
  return [
    problem({
      kind: "webhooks",
      severity: "bad",
      sentence: `${plural(found.length, "webhook fails", "webhooks fail")}: ${first.name} ends with “${first.reason}”.`,
      since: first.since,
      cure: "Fix the receiver or the webhook's address, send a test, then resend what failed. Or disable the webhook.",
      places: found.map((webhook) => ({ text: webhook.name, href: paths.webhook(webhook) })),
    }),
  ];
}

/** Repositories in which retention left tags. */
export async function retentionProblems(namespaceIds?: readonly number[]): Promise<Problem[]> {
  const found = await failedRuns(namespaceIds);
  const [first] = found;
  if (!first) return [];
  return [
    problem({
      kind: "retention",
      severity: "warn",
      sentence: `Retention left tags in ${plural(found.length, "repository", "repositories")}: ${first.note}`,
      since: first.at,
      cure: "The rules run again every night. The page of the rules has the reason for each repository.",
      places: found.map(({ fullName, hostname }) => {
        const repository = { fullName, namespace: { registry: { hostname } } };
        return { text: referenceOf(repository), href: paths.retention(repository) };
      }),
    }),
  ];
}

/** Application tokens that end within a week, or ended in the last days. */
export async function tokenProblems(
  user: Prisma.UserWhereInput = {},
  self?: { id: number },
): Promise<Problem[]> {
  const found = await endingTokens(user);
  const now = Date.now();
  const ended = found.filter(({ expiresAt }) => (expiresAt?.getTime() ?? 0) <= now);
  const ending = found.filter((token) => !ended.includes(token));
  const link = (token: EndingToken) => tokenLink(token, self);
  const problems: Problem[] = [];
  if (ended.length > 0)
    problems.push(
      problem({
        kind: "tokens",
        severity: "warn",
        sentence: `${plural(ended.length, "application token")} ended in the last days.`,
        since: ended[0]?.expiresAt ?? null,
        cure: "If something still uses it, rotate it and give the program the new secret. Otherwise revoke it.",
        places: ended.map(link),
      }),
    );
  if (ending.length > 0)
    problems.push(
      problem({
        kind: "tokens",
        severity: "warn",
        sentence: `${plural(ending.length, "application token ends", "application tokens end")} within a week, the first on ${dayOf(ending[0])}.`,
        cure: "Rotate it before, and give the program the new secret.",
        places: ending.map(link),
      }),
    );
  return problems;
}

/** Teams whose members nobody but an admin can manage: groups at a provider may take the role of the last owner. */
export async function teamProblems(): Promise<Problem[]> {
  const found = await ownerlessTeams();
  if (found.length === 0) return [];
  return [
    problem({
      kind: "teams",
      severity: "warn",
      sentence: `${plural(found.length, "team has", "teams have")} no active owner: only admins can manage the members.`,
      cure: "Make a member an owner on the page of the team, or change what groups give.",
      action: { text: "See sign-in", href: paths.signInProviders() },
      places: found.map((team) => ({ text: team.name, href: paths.team(team) })),
    }),
  ];
}

const dayOf = (token?: EndingToken) => token?.expiresAt?.toISOString().slice(0, 10) ?? "";

function tokenLink({ name, user }: EndingToken, self?: { id: number }): Link {
  if (user.id === self?.id) return { text: name, href: paths.profile() };
  const href = user.robot ? paths.robot(user) : paths.user(user);
  return { text: `${name} of ${user.username}`, href };
}
