import { Router } from "express";
import { databaseHealth, signingHealth } from "./health.ts";
import { isDraining, isStuck } from "./liveness.ts";

/** Probes for orchestrators: whether the process works or has to be restarted, and whether it can serve. */
export const health = Router();

health.get("/healthz", (_req, res) => {
  const stuck = isStuck();
  res.status(stuck ? 503 : 200).type("text");
  res.send(stuck ? "The connections to the database are stuck. Restart this process.\n" : "ok\n");
});

health.get("/readyz", async (_req, res) => {
  const problem = await whyNotReady();
  res.status(problem ? 503 : 200).type("text");
  res.send(`${problem ?? "ready"}\n`);
});

async function whyNotReady(): Promise<string | null> {
  if (isDraining()) return "This process is stopping and takes no new requests.";
  for (const check of [databaseHealth, signingHealth]) {
    const { success, sentence } = await check();
    if (!success) return sentence;
  }
  return null;
}
