import { config } from "../../platform/config/config.ts";
import type { Tx } from "../../platform/db/client.ts";
import { queueEmail } from "../../platform/mail/outbox.ts";
import { writeEmail } from "../../platform/mail/template.ts";
import { paths } from "../../platform/paths/paths.ts";
import { type Link, lifetimeInWords } from "./links.ts";

interface Person {
  username: string;
  email: string;
}

const emailOf = {
  password: { template: "password-link", path: paths.newPassword },
  invitation: { template: "invitation", path: paths.newPassword },
  confirmation: { template: "confirmation-link", path: paths.confirmation },
  address: { template: "address-link", path: paths.newAddress },
};

/** Queues the e-mail with a person's one-time link. It is retried while the link is valid. */
export async function emailLink(
  tx: Tx,
  kind: keyof typeof emailOf,
  { username, email }: Person,
  { id, secret, expiresAt }: Link,
): Promise<void> {
  const { template, path } = emailOf[kind];
  const values = {
    username,
    url: config.url,
    link: absoluteUrl(path(secret)),
    lifetime: lifetimeInWords(kind),
  };
  await queueEmail(tx, writeEmail(template, email, values), { expiresAt, linkId: id });
}

/** Queues an e-mail that only informs, such as about a change of the address. It is retried for a week. */
export async function emailNotice(
  tx: Tx,
  template: "address-changes" | "address-taken" | "second-factor",
  email: string,
  values: Record<string, string | number | null>,
): Promise<void> {
  const expiresAt = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000);
  await queueEmail(tx, writeEmail(template, email, { ...values, url: config.url }), { expiresAt });
}

export interface ExpiringToken {
  name: string;
  owner: string;
  expiresAt: Date;
}

/** Queues the e-mail that warns of tokens that expire soon, the soonest first. It is retried until the last one expires. */
export async function emailExpiringTokens(tx: Tx, email: string, expiring: ExpiringToken[]) {
  const tokens = expiring.map(({ name, owner, expiresAt }) => ({
    name,
    owner,
    expiresOn: expiresAt.toISOString().slice(0, 10),
  }));
  const expiresAt = expiring.at(-1)?.expiresAt ?? new Date();
  const written = writeEmail("expiring-tokens", email, { tokens, url: config.url });
  await queueEmail(tx, written, { expiresAt });
}

export function absoluteUrl(path: string): string {
  return config.url + path;
}
