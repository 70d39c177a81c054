import { plural } from "../../platform/plural.ts";

export const cannotChangeCredentials =
  "Limited or expiring tokens can't create accounts, make admins, or change passwords or e-mail addresses. Use the password, or a token without limits.";

const maxNamed = 20;

/** What a confirmation page says of the teams that will have no active owner: a sentence, and their names if there are several. */
export function ownerlessWarning(teams: string[]): { warning?: string; named?: string[] } {
  const [first, ...rest] = teams;
  if (first === undefined) return {};
  const lack = "will have no active owner. An admin must choose a new one";
  if (rest.length === 0) return { warning: `The team ${first} ${lack}.` };
  return { warning: `${plural(teams.length, "team")} ${lack} for each:`, named: teams };
}

/** What people read who disabled their own account and left these teams without an active owner. */
export function disabledSentence(ownerless: string[]): string {
  return `Account disabled. An admin can enable it again. ${ownerlessNotice(ownerless)}`.trim();
}

/** A sentence that names the teams without an active owner; empty if there are none. */
export function ownerlessNotice(teams: string[]): string {
  const [first, ...rest] = teams;
  if (first === undefined) return "";
  if (rest.length === 0)
    return `The team ${first} has no active owner now. An admin must choose a new one.`;
  const named = teams.slice(0, maxNamed).join(", ");
  const more = teams.length > maxNamed ? ` and ${teams.length - maxNamed} more` : "";
  return `These teams have no active owner now: ${named}${more}. An admin must choose a new one for each.`;
}

const pendingSentence = (email: string): string =>
  `${email} becomes the e-mail address when the link that was sent there is opened.`;

/** The same for the person, whose form has the current address unless there is none. */
export function pendingHint(pendingEmail: string, current: string | null): string {
  const way = current === null ? "" : " To cancel that, save the current address.";
  return `${pendingSentence(pendingEmail)}${way}`;
}

/** What is shown after an account was saved whose new address may be pending. */
export function savedSentence(
  what: string,
  pendingEmail: string | null,
  { repeated, cancelled }: { repeated: boolean; cancelled?: string },
): string {
  if (cancelled)
    return `${what} saved. The change to ${cancelled} is cancelled, and the link that was sent there no longer works.`;
  if (!pendingEmail) return `${what} saved.`;
  const repetition = repeated
    ? " It was sent less than a minute ago; you can request another one after that."
    : "";
  return `${what} saved. ${pendingSentence(pendingEmail)}${repetition}`;
}
