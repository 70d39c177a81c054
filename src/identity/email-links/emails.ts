import { config } from "../../platform/config/config.ts";
import type { Letter } from "../../platform/mail/mail.ts";
import { paths } from "../../platform/paths/paths.ts";

// What Portus writes to people: one paragraph, plain text, a link on a line of its own.

interface To {
  username: string;
  email: string;
}

export function passwordEmail({ username, email }: To, secret: string): Letter {
  return {
    to: email,
    subject: "Set a new password for Portus",
    text: `Someone, probably you, asked for a new password for the account ${username} at ${config.url}. Open this link within six hours to set it; it works once. If it was not you, do nothing: your password stays as it is.\n\n${absoluteUrl(paths.newPassword(secret))}\n`,
  };
}

export function invitationEmail({ username, email }: To, secret: string): Letter {
  return {
    to: email,
    subject: "Your account at Portus",
    text: `An admin made the account ${username} for you at ${config.url}. Open this link within seven days to choose its password; it works once.\n\n${absoluteUrl(paths.newPassword(secret))}\n`,
  };
}

export function confirmationEmail({ username, email }: To, secret: string): Letter {
  return {
    to: email,
    subject: "Confirm your e-mail address for Portus",
    text: `Someone, probably you, signed up as ${username} at ${config.url} with this e-mail address. Open this link within seven days to confirm it and open the account. If it was not you, do nothing: the account stays shut.\n\n${absoluteUrl(paths.confirmation(secret))}\n`,
  };
}

interface ExpiringToken {
  name: string;
  owner: string;
  expiresAt: Date;
}

export function expiringTokensEmail(email: string, tokens: ExpiringToken[]): Letter {
  const list = tokens.map(
    ({ name, owner, expiresAt }) =>
      `“${name}” of ${owner} on ${expiresAt.toISOString().slice(0, 10)}`,
  );
  return {
    to: email,
    subject:
      tokens.length === 1
        ? "An application token is about to end"
        : "Application tokens are about to end",
    text: `These application tokens of the Portus at ${config.url} are about to end: ${list.join("; ")}. Whatever uses one is refused from then on. Make a new one in time, and put it where the old one is.\n`,
  };
}

export function absoluteUrl(path: string): string {
  return config.url + path;
}
