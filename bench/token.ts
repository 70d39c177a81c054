import { join } from "node:path";
import { startDockerAuth } from "./docker-auth.ts";
import { basic, freePort, load, median, startServer, type Target, withPostgres } from "./load.ts";

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const processes = process.env.PORTUS_PROCESSES ?? "1"; // of Portus and of the bare server
const goal = 0.9;

/** Tokens per second of Portus, in turns with a bare server that only signs, and signs each time. */
export const token = () =>
  withPostgres(async ({ url, directory, stops }) => {
    report(await measure(await startTargets(url, directory, stops)));
  });

async function startTargets(url: string, directory: string, stops: (() => Promise<void>)[]) {
  const { password, seed } = await import("./seed.ts");
  const { username, secret, certificateSize, service } = await seed(url);
  const query = new URLSearchParams({ service, scope: "repository:bench/app:pull" });

  const [barePort, port] = [await freePort(), await freePort()];
  const bare = `http://127.0.0.1:${barePort}/token?${query}`;
  const portus = `http://127.0.0.1:${port}/v2/token?${query}`;
  const bareEnv = {
    PORT: String(barePort),
    BENCH_CERTIFICATE_SIZE: String(certificateSize),
    BENCH_PROCESSES: processes,
  };
  const logFile = join(directory, "portus.log");
  stops.push(await startServer("bench/bare.ts", { env: bareEnv, url: bare, logFile }));
  const env = { PORT: String(port), DATABASE_URL: url, PORTUS_PROCESSES: processes };
  stops.push(await startServer("src/main/server.ts", { env, url: portus, logFile }));
  return [
    { name: "bare server", url: bare },
    ...(await peers(query, { directory, logFile }, stops)),
    { name: "anonymous", url: portus },
    { name: "anonymous, no reuse", url: portus, script: "bench/other-scopes.lua" },
    { name: "application token", url: portus, authorization: basic(username, secret) },
    { name: "repeated password", url: portus, authorization: basic(username, password) },
  ];
}

/** A docker_auth beside Portus, if there is one. */
async function peers(
  query: URLSearchParams,
  place: { directory: string; logFile: string },
  stops: (() => Promise<void>)[],
): Promise<Target[]> {
  const binary = process.env.DOCKER_AUTH_BIN;
  if (!binary) return [];
  const { url, stop } = await startDockerAuth(binary, place);
  stops.push(stop);
  return [{ name: "docker_auth, EC key", url: `${url}?${query}` }];
}

async function measure(targets: Target[]): Promise<Map<string, number[]>> {
  const rates = new Map<string, number[]>(targets.map(({ name }) => [name, []]));
  for (const target of targets) await load(target, 3); // warms up the compiler, connections and caches
  for (let round = 0; round < rounds; round++)
    for (const target of targets) rates.get(target.name)?.push(await load(target, seconds));
  return rates;
}

/** The median of the rounds' ratios. The speed of a machine varies between rounds. */
function report(rates: Map<string, number[]>): void {
  const [bare = [], ...others] = rates.values();
  console.log(
    `\n${"".padEnd(22)}tokens/s   of bare   (medians of ${rounds} rounds of ${seconds} s; processes: ${processes})`,
  );
  for (const [name, all] of rates) {
    const ratio = median(all.map((rate, round) => rate / (bare[round] ?? Number.NaN)));
    const mark =
      all === bare || name.startsWith("docker_auth") || ratio >= goal
        ? ""
        : `   below the goal of ${goal}`;
    const rate = median(all).toFixed(0).padStart(8);
    console.log(`${name.padEnd(22)}${rate}   ${ratio.toFixed(2).padStart(7)}${mark}`);
  }
  if (others.length === 0) throw new Error("Nothing was measured.");
}
