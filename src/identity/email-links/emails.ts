import { config } from "../../platform/config/config.ts";
import type { Letter } from "../../platform/mail/mail.ts";
import { paths } from "../../platform/paths/paths.ts";

// What Portus writes to people: one paragraph, plain text, a link on a line of its own.

interface To {
  username: string;
  email: string;
}

export function passwordLetter({ username, email }: To, secret: string): Letter {
  return {
    to: email,
    subject: "Set a new password for Portus",
    text: `Someone, probably you, asked for a new password for the account ${username} at ${config.url}. Open this link within six hours to set it; it works once. If it was not you, do nothing: your password stays as it is.\n\n${address(paths.newPassword(secret))}\n`,
  };
}

export function invitationLetter({ username, email }: To, secret: string): Letter {
  return {
    to: email,
    subject: "Your account at Portus",
    text: `An admin made the account ${username} for you at ${config.url}. Open this link within seven days to choose its password; it works once.\n\n${address(paths.newPassword(secret))}\n`,
  };
}

export function confirmationLetter({ username, email }: To, secret: string): Letter {
  return {
    to: email,
    subject: "Confirm your e-mail address for Portus",
    text: `Someone, probably you, signed up as ${username} at ${config.url} with this e-mail address. Open this link within seven days to confirm it and open the account. If it was not you, do nothing: the account stays shut.\n\n${address(paths.confirmation(secret))}\n`,
  };
}

interface EndingToken {
  name: string;
  owner: string;
  expiresAt: Date;
}

export function endingTokensLetter(email: string, tokens: EndingToken[]): Letter {
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

export function address(path: string): string {
  return config.url + path;
}
