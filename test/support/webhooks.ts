import { randomUUID } from "node:crypto";
import { db, type Namespace, type Prisma } from "../../src/db/client.ts";
import { sealText } from "../../src/webhooks/sealed.ts";
import { unique } from "./factories.ts";

export const signingSecret = "pws_the-secret-of-the-tests";

/** A webhook of a namespace, enabled. */
export async function makeWebhook(
  { id }: Pick<Namespace, "id">,
  given: Partial<Prisma.WebhookCreateWithoutNamespaceInput> = {},
) {
  return db.webhook.create({
    data: {
      name: unique("webhook"),
      url: "https://hooks.example.org/",
      sealedSecret: sealText(signingSecret),
      ...given,
      namespace: { connect: { id } },
    },
    include: { headers: true, deliveries: true },
  });
}

/** What one of its deliveries is made of; it is due when it is pending. */
export function deliveryOf(
  given: Partial<Prisma.WebhookDeliveryCreateWithoutWebhookInput> = {},
): Prisma.WebhookDeliveryCreateWithoutWebhookInput {
  const { state = "pending" } = given;
  return {
    uuid: randomUUID(),
    event: "push",
    subject: "web/app:1.0",
    body: '{"action":"push"}',
    tryAfter: state === "pending" ? new Date(0) : null,
    ...given,
  };
}
