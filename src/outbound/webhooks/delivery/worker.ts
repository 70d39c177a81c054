import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";
import { claim, deliver } from "./deliver.ts";

const atOnce = 32; // webhooks that are told something at a time

/** Makes deliveries as they come, each webhook's one after another: one that is slow keeps nobody else waiting. */
export function startDeliveries(): Loop {
  const underWay = new Map<number, Promise<void>>(); // by webhook

  const loop = startLoop("webhooks", 5_000, async () => {
    const due = await claim(atOnce - underWay.size);
    for (const one of due) underWay.set(one.webhookId, finish(one));
    return due.length;
  });

  async function finish(due: Parameters<typeof deliver>[0]): Promise<void> {
    await deliver(due);
    underWay.delete(due.webhookId);
    loop.wake(); // for what came to the same webhook meanwhile
  }

  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      await Promise.all(underWay.values());
    },
  };
}
