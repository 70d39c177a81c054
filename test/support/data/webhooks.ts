import { randomUUID } from "node:crypto";
import { startDeliveries } from "../../../src/outbound/webhooks/delivery/worker.ts";
import { sealText } from "../../../src/outbound/webhooks/secrets.ts";
import { db, type Namespace, type Prisma } from "../../../src/platform/db/client.ts";
import type { Loop } from "../../../src/platform/jobs/loop.ts";
import { until } from "../waiting.ts";
import { unique } from "./factories.ts";

export const signingSecret = "pws_the-secret-of-the-tests";

/** An enabled webhook of a namespace. */
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

/** The columns of a delivery. It is due if it is pending. */
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

/** Makes all due deliveries with the workers of `replicas` replicas. */
export async function deliverAll(replicas = 1): Promise<void> {
  const loops: Loop[] = Array.from({ length: replicas }, startDeliveries);
  const due = { tryAfter: { lte: new Date() } };
  await until(
    async () => (await db.webhookDelivery.count({ where: due })) === 0,
    "all deliveries to be claimed",
  );
  await Promise.all(loops.map((loop) => loop.stop()));
}
