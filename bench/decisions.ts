import { join } from "node:path";
import { basic, freePort, load, median, startServer, type Target, withPostgres } from "./load.ts";

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const goal = 0.95;

/** Tokens per second with the decision log, in turns with another process on the same database that records none. */
export const decisions = () =>
  withPostgres(async ({ url, directory, stops }) => {
    const { password, seed } = await import("./seed.ts");
    const { username, secret, service } = await seed(url);
    const query = new URLSearchParams({ service, scope: "repository:bench/app:pull" });
    const start = async (rows: string) => {
      const port = await freePort();
      const target = `http://127.0.0.1:${port}/v2/token?${query}`;
      const env = { PORT: String(port), DATABASE_URL: url, PORTUS_DECISIONS_ROWS: rows };
      const logFile = join(directory, `portus-${rows}.log`);
      stops.push(await startServer("src/main/server.ts", { env, url: target, logFile }));
      return target;
    };
    const [without, withLog] = [await start("0"), await start("100000")];

    console.log(
      `\n${"".padEnd(22)}tokens/s   without   ratio   (medians of ${rounds} rounds of ${seconds} s)`,
    );
    const kinds: Omit<Target, "url">[] = [
      { name: "anonymous" },
      { name: "anonymous, no reuse", script: "bench/other-scopes.lua" },
      { name: "application token", authorization: basic(username, secret) },
      { name: "repeated password", authorization: basic(username, password) },
    ];
    for (const kind of kinds) await compare({ ...kind, url: withLog }, { ...kind, url: without });
  });

async function compare(target: Target, without: Target): Promise<void> {
  for (const one of [target, without]) await load(one, 3); // warms up the compiler, connections and caches
  const rates: { with: number; without: number }[] = [];
  for (let round = 0; round < rounds; round++)
    rates.push({ with: await load(target, seconds), without: await load(without, seconds) });

  const rate = median(rates.map((it) => it.with));
  const bare = median(rates.map((it) => it.without));
  const ratio = median(rates.map((it) => it.with / it.without));
  const mark = ratio >= goal ? "" : `   below the goal of ${goal}`;
  const columns = [
    rate.toFixed(0).padStart(8),
    bare.toFixed(0).padStart(9),
    ratio.toFixed(3).padStart(7),
  ];
  console.log(`${target.name.padEnd(22)}${columns.join(" ")}${mark}`);
}
