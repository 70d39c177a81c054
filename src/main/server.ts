import "../platform/stack-traces.ts";
import cluster from "node:cluster";
import { config } from "../platform/config/config.ts";
import { closeNewFiles } from "../platform/config/data-directory.ts";
import { log } from "../platform/log.ts";
import { realmOf, realmProblems } from "../registry/config/realm.ts";
import { formerHostWarning } from "../registry/former-hosts.ts";
import { prepareSetup } from "../tenancy/sign-up/onboarding.ts";
import { startBackground } from "./background.ts";
import { endOnSignal, fail } from "./ending.ts";
import { openInstance } from "./instance.ts";
import { startServing } from "./serving.ts";
import { work } from "./worker.ts";
import { startWorkers, type Workers } from "./workers.ts";

/** Starts everything in order. `stop` ends it in reverse order. */
async function startServer(): Promise<Workers> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  };
  try {
    const instance = await openInstance();
    stops.push(instance.close);
    stops.push(await startBackground(instance));
    await prepareSetup(); // before it answers: bin/up then reads the code

    const { processes } = config;
    const serving =
      processes === 1
        ? { drain: () => {}, stop: await startServing() }
        : await startWorkers(instance, processes);
    stops.push(serving.stop);
    log.info({ url: config.url, port: config.port, processes }, "Portus is up");
    for (const problem of realmProblems(realmOf(config))) log.warn(problem);
    const former = await formerHostWarning();
    if (former) log.warn(`${former.text} ${former.next}`);
    return { drain: serving.drain, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Serves until a signal. Exits with 0, or with 1 and a message if it can't start. */
export async function serve(): Promise<void> {
  closeNewFiles();
  try {
    endOnSignal(await startServer());
  } catch (error) {
    fail(error);
  }
}

if (process.argv[1] && import.meta.filename === process.argv[1])
  await (cluster.isWorker ? work() : serve());
