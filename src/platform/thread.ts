import { parentPort } from "node:worker_threads";
import { errorMessage } from "./error-fields.ts";
import type { Call, Message } from "./thread-pool.ts";

// The program of a thread of thread-pool.ts: calls functions of modules and answers with what they return.

parentPort?.on("message", async ({ module, name, args }: Call) => {
  try {
    const read: unknown = (await import(module))[name];
    if (typeof read !== "function") throw new Error(`${name} is not exported`);
    answer("started");
    answer({ ok: true, value: read(...args) });
  } catch (error) {
    answer({ ok: false, message: `Reading it failed: ${errorMessage(error)}` });
  }
});

const answer = (message: Message) => parentPort?.postMessage(message);
