import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";
import { claimDueDeliveries, deliver } from "./deliver.ts";

const maxConcurrent = 32; // deliveries, each of another webhook

/** Makes deliveries as they arrive: one at a time per webhook, so that a slow receiver delays only its own. */
export function startDeliveries(): Loop {
  const underWay = new Map<number, Promise<void>>(); // by webhook

  const loop = startLoop("webhooks", 5_000, async () => {
    const due = await claimDueDeliveries(maxConcurrent - underWay.size);
    for (const one of due) underWay.set(one.webhookId, finish(one));
    return due.length;
  });

  async function finish(due: Parameters<typeof deliver>[0]): Promise<void> {
    await deliver(due);
    underWay.delete(due.webhookId);
    loop.wake(); // the same webhook may have new deliveries
  }

  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      await Promise.all(underWay.values());
    },
  };
}
