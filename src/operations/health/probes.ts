import { Router } from "express";
import { databaseHealth } from "./health.ts";

/** Probes for orchestrators: whether the process is up, and whether it can serve. */
export const health = Router();

health.get("/healthz", (_req, res) => {
  res.type("text").send("ok\n");
});

health.get("/readyz", async (_req, res) => {
  const { success: ready } = await databaseHealth();
  res
    .status(ready ? 200 : 503)
    .type("text")
    .send(
      ready
        ? "ready\n"
        : "The database can't be reached, or its schema belongs to another version.\n",
    );
});
