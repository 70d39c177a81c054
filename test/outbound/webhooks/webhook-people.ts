import { findWebhook } from "../../../src/outbound/webhooks/find.ts";
import { WebhookForm } from "../../../src/outbound/webhooks/schemas.ts";
import { createWebhook } from "../../../src/outbound/webhooks/webhooks.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

// Olga owns the team of the public namespace "web", Carl contributes to it and Vera views it. Sten is not a member.

await useDatabase();
export const olga = await makeUser();
export const carl = await makeUser();
export const vera = await makeUser();
export const sten = await makeUser();
const team = await makeTeam({ owners: [olga], contributors: [carl], viewers: [vera] });
export const web = await makeNamespace({ name: "web", visibility: "public", team });

export const url = "https://hooks.example.org/build";
export const input = (given: object = {}) =>
  WebhookForm.parse({ name: unique("build"), url, ...given });

/** A webhook that Olga creates in "web". */
export async function makeWebhook(given: object = {}) {
  const { webhook, secret } = await createWebhook(by(olga), web, input(given));
  return { secret, webhook: await findAs(olga, webhook) };
}

export const findAs = (user: User, { id }: { id: number }) =>
  findWebhook(actorOf(user), { namespaceId: web.id, id });

export const rowOf = ({ id }: { id: number }) =>
  db.webhook.findUniqueOrThrow({ where: { id }, include: { headers: true } });
