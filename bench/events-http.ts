import { join } from "node:path";
import { freePort, load, startServer } from "./load.ts";

const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const sizes = [1, 10, 100];
const connections = 8;

export interface HttpRate {
  perEnvelope: number;
  envelopes: number; // a second
}

/** Envelopes per second that the endpoint of a running Portus answers, which applies their events at the same time. */
export async function measureHttp(databaseUrl: string, directory: string): Promise<HttpRate[]> {
  const { config } = await import("../src/platform/config/config.ts");
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const secret = "the events secret of the benchmark";
  const env = { PORT: String(port), DATABASE_URL: databaseUrl, PORTUS_EVENTS_SECRET: secret };
  const logFile = join(directory, "portus.log");
  const stop = await startServer("src/main/server.ts", { env, url: `${origin}/health`, logFile });
  process.env.BENCH_REGISTRY = config.registry.host;
  try {
    const rates: HttpRate[] = [];
    for (const perEnvelope of sizes) {
      process.env.BENCH_PER_ENVELOPE = String(perEnvelope); // of the script
      const name = `envelopes of ${perEnvelope}`;
      const target = {
        name,
        url: `${origin}/v2/webhooks/events`,
        authorization: `Bearer ${secret}`,
        script: "bench/envelopes.lua",
        connections,
      };
      rates.push({ perEnvelope, envelopes: await load(target, seconds) });
    }
    return rates;
  } finally {
    await stop();
  }
}
