import { startDraining } from "../operations/health/liveness.ts";
import { closeNewFiles } from "../platform/config/data-directory.ts";
import { connect, disconnect } from "../platform/db/client.ts";
import { reloadKeys } from "../registry/signing/keys.ts";
import { endOnSignal, fail } from "./ending.ts";
import { startListening } from "./listening.ts";
import { collectFromAll } from "./metrics-exchange.ts";
import { startServing } from "./serving.ts";
import type { ToWorker } from "./workers.ts";

/** One of several processes that answer requests. The first process has opened the database, and says when to end. */
export async function work(): Promise<void> {
  closeNewFiles();
  try {
    const { url, directUrl } = await databaseAddress();
    collectFromAll();
    connect(url, directUrl);
    await reloadKeys();
    const stopListening = await startListening(directUrl);
    const stopServing = await startServing();
    const end = endOnSignal({
      stop: async () => {
        await stopServing();
        await stopListening();
        await disconnect();
      },
    });
    process.on("message", (message: ToWorker) => {
      if (message === "drain") startDraining();
      if (message === "stop") end();
    });
  } catch (error) {
    fail(error);
  }
}

/** Asks the first process for it. It holds a password, which environment variables would show. */
function databaseAddress(): Promise<Exclude<ToWorker, string>> {
  return new Promise((resolve) => {
    process.once("message", resolve);
    process.send?.("ready");
  });
}
