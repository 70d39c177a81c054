import type { Actor } from "../../identity/actor/actor.ts";
import type { Prisma } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { AddressRefused, ensureCallable } from "../../platform/outgoing/address-guard.ts";
import { howToAllow, webhooks } from "./delivery/ssrf-guard.ts";
import type { WebhookChange, WebhookInput } from "./schemas.ts";
import { sealText } from "./secrets.ts";

export function columnsOf(actor: Actor, input: WebhookInput) {
  const { name, url, request_method: method, content_type: contentType, username } = input;
  const { events, repositories, tags } = input;
  ensureCallableUrl(actor, url);
  const sealedPassword = passwordFor(username, input.password) ?? null;
  return { name, url, method, contentType, username, sealedPassword, events, repositories, tags };
}

/** The columns of an existing webhook that a change sets. */
export function changedColumns(
  actor: Actor,
  before: { url: string; username: string | null },
  change: Omit<WebhookChange, "enabled">,
): Prisma.WebhookUpdateInput {
  const { name, url, request_method: method, content_type: contentType } = change;
  const { events, repositories, tags } = change;
  if (url !== undefined) ensureCallableUrl(actor, url);
  const elsewhere = changesOrigin(before, change);
  const known = elsewhere && !change.password ? null : before.username;
  const username = change.username === undefined ? known : change.username;
  const sealed = passwordFor(username, change.password ?? "");
  const sealedPassword = sealed === undefined && elsewhere ? null : sealed;
  return {
    username,
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(method && { method }),
    ...(contentType && { contentType }),
    ...(events && { events }),
    ...(repositories && { repositories }),
    ...(tags && { tags }),
    ...(sealedPassword !== undefined && { sealedPassword }),
    ...(elsewhere && { headers: { deleteMany: {} } }),
  };
}

/** Whether a change moves the webhook to another host, which must not get the credentials of the first one. */
function changesOrigin(before: { url: string }, { url }: { url?: string | undefined }): boolean {
  return url !== undefined && new URL(url).origin !== new URL(before.url).origin;
}

/** Names the credentials that a change of host deletes; empty if none. */
export function deletedCredentials(
  before: { url: string; username: string | null; headers: readonly unknown[] },
  change: WebhookChange,
): string {
  if (!changesOrigin(before, change)) return "";
  const password = before.username && change.username && !change.password && "password";
  const headers = before.headers.length > 0 && "headers";
  return [password, headers].filter(Boolean).join(" and ");
}

/** The password to store: undefined to keep the present one, null for none. */
function passwordFor(username: string | null, password: string) {
  if (username === null && password !== "")
    throw new Invalid({ username: "A password needs a user name. Enter one too." });
  if (username === null) return null;
  return password === "" ? undefined : sealText(password);
}

function ensureCallableUrl(actor: Actor, url: string): void {
  try {
    ensureCallable(new URL(url), webhooks);
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error;
    throw new Invalid({ url: `${error.message} ${howToAllow(actor)}` });
  }
}
