import { type Response, Router } from "express";
import { config } from "../../platform/config/config.ts";
import { contentType, expose } from "../../platform/metrics/exposition.ts";
import { collect } from "./collect.ts";
import { admission } from "./gate.ts";

/** What Prometheus scrapes. */
export const metrics = Router();

metrics.get("/metrics", async (req, res) => {
  res.set("Cache-Control", "no-store");
  const admitted = admission(req, config.metricsToken);
  if (admitted !== "admitted") return refuse(res, refusals[admitted]);
  res.set("Content-Type", contentType).send(expose(await collect()));
});

const refusals = {
  hidden: { status: 404, text: "There is no such page here.\n" },
  "wrong token": {
    status: 401,
    text: "Send the token of PORTUS_METRICS_TOKEN as Authorization: Bearer.\n",
  },
};

function refuse(res: Response, { status, text }: { status: number; text: string }): void {
  if (status === 401) res.set("WWW-Authenticate", 'Bearer realm="Portus metrics"');
  res.status(status).type("text").send(text);
}
