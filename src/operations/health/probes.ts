import { Router } from "express";
import { pool } from "../../platform/db/client.ts";
import { schemaIsCurrent } from "../../platform/db/migrate.ts";

/** Probes for orchestrators: whether the process is up, and whether it can serve. */
export const health = Router();

health.get("/healthz", (_req, res) => {
  res.type("text").send("ok\n");
});

health.get("/readyz", async (_req, res) => {
  const ready = await schemaIsCurrent(pool).catch(() => false);
  res
    .status(ready ? 200 : 503)
    .type("text")
    .send(
      ready
        ? "ready\n"
        : "The database can't be reached, or its schema belongs to another version.\n",
    );
});
