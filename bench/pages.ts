import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, load, startServer } from "./load.ts";
import type { Filled } from "./size/databases.ts";
import type { Role, Visit } from "./size/visits.ts";

const rounds = Number(process.env.BENCH_ROUNDS ?? 21);
const factor = Number(process.env.BENCH_FACTOR ?? 1);
const only = new RegExp(process.env.BENCH_ONLY ?? "");
/** Search and the numbers of all may depend a little on how many there are. */
const maxRatio = (name: string) =>
  /^page \/(search|admin|admin\/usage)(\?|$)/.test(name) ? 2 : 1.5;
const maxMs = 60;
const bareRate = 8_650; // tokens per second of the bare server on the machine for which that is the goal

/** The time of every page and list with 10^6 tags, in turns with a database of a thousandth. */
export async function pages(): Promise<void> {
  await import("../test/support/env.ts"); // the databases are made as those of tests
  const { openDatabases } = await import("./size/databases.ts");
  const kept = process.env.BENCH_DIR; // keeps the databases for the next run
  const directory = kept ?? mkdtempSync(join(tmpdir(), "portus-bench-"));
  const { filled, close } = await openDatabases(directory, { small: factor / 1000, big: factor });
  const stops = [close];
  try {
    const sites = new Map<string, Site>();
    for (const [name, database] of filled) {
      const { site, stop } = await open(database, join(directory, `${name}.log`));
      stops.push(stop);
      sites.set(name, site);
    }
    const [small, big] = [sites.get("small"), sites.get("big")];
    const slowness = await slownessOf(directory);
    if (small && big) report(await measure(small, big), maxMs * slowness);
    if (wrong.size > 0) throw new Error([...wrong].join("\n"));
  } finally {
    for (const stop of stops.reverse()) await stop();
    if (!kept) rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * How many times slower this machine is than the one of the goal, by the bare server of `bench token`. Milliseconds of
 * different machines can't be compared.
 */
async function slownessOf(directory: string): Promise<number> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/token?service=x&scope=repository:bench/app:pull`;
  const env = { PORT: String(port), BENCH_CERTIFICATE_SIZE: "600" };
  const stop = await startServer("bench/bare.ts", {
    env,
    url,
    logFile: join(directory, "bare.log"),
  });
  try {
    await load({ name: "bare server", url }, 3); // warms up
    const rate = await load({ name: "bare server", url }, 5);
    console.log(
      `The bare server signs ${rate.toFixed(0)} tokens per second; goals are for ${bareRate}.`,
    );
    return Math.max(1, bareRate / rate);
  } finally {
    await stop();
  }
}

/** Opens every page once, so that the first ones are not measured before the code is compiled. */
async function warmUp(sites: readonly Site[]): Promise<void> {
  for (const site of sites)
    for (const visit of site.visits)
      for (const role of Object.keys(visit.expected) as Role[]) await time(site, visit, role);
}

/** A running Portus, with what each role sends. */
interface Site {
  url: string;
  visits: Visit[];
  headers: Record<Role, { page: Record<string, string>; api: Record<string, string> }>;
}

async function open({ url: databaseUrl, registryUrl, visits, people }: Filled, logFile: string) {
  const { browser } = await import("../test/support/app.ts");
  const { password } = await import("../test/support/data/factories.ts");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    PORTUS_URL: url,
    PORTUS_REGISTRY_URL: registryUrl,
    PORTUS_BACKGROUND_SYNC_ENABLED: "false",
    PORTUS_LOG_LEVEL: "info",
  };
  const stop = await startServer("src/main/server.ts", {
    env,
    url: `${url}/readyz`,
    logFile,
  });
  const headersOf = async (role: Role) => {
    const { username, header } = people[role];
    const { get, post, cookies } = browser({ url });
    await get("/sign-in");
    await post("/sign-in", { username, password });
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const basic = `Basic ${Buffer.from(header).toString("base64")}`;
    return { page: { cookie }, api: { "portus-auth": header, authorization: basic } };
  };
  const [adm, own, any] = [await headersOf("adm"), await headersOf("own"), await headersOf("any")];
  const site: Site = { url, visits, headers: { adm, own, any } };
  return { site, stop };
}

interface Line {
  name: string;
  role: Role;
  small: number[];
  big: number[];
}

async function measure(small: Site, big: Site): Promise<Line[]> {
  const lines: Line[] = [];
  if (!process.env.BENCH_ONLY) await warmUp([small, big]);
  const smallVisits = new Map(small.visits.map((visit) => [visit.name, visit]));
  for (const visit of big.visits.filter(({ name }) => only.test(name)))
    for (const role of Object.keys(visit.expected) as Role[]) {
      const twin = smallVisits.get(visit.name);
      if (!twin || (visit.expected[role] !== "200" && role !== "any")) continue;
      const line: Line = { name: visit.name, role, small: [], big: [] };
      for (let round = -2; round < rounds; round++) {
        const times = [await time(small, twin, role), await time(big, visit, role)];
        if (round < 0) continue; // warms up
        line.small.push(times[0] ?? Number.NaN);
        line.big.push(times[1] ?? Number.NaN);
      }
      lines.push(line);
    }
  return lines;
}

const agent = new Agent({ keepAlive: true });
const wrong = new Set<string>(); // answers with another status than expected

/** Milliseconds until the last byte of the answer. */
function time({ url, headers }: Site, visit: Visit, role: Role): Promise<number> {
  const { path, api, expected } = visit;
  const given = api ? headers[role].api : headers[role].page;
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { agent, headers: given }, (res) => {
      const { statusCode: code } = res;
      if (String(code) !== expected[role])
        wrong.add(`${path} answers ${role} with ${code}, not ${expected[role]}`);
      res.resume().on("end", () => resolve(performance.now() - began));
    });
    sent.on("error", reject).end();
  });
}

/** Prints the lines that miss a goal, or all of them, the slowest first. */
function report(lines: readonly Line[], maxMs: number): void {
  const rows = lines.map(({ name, role, small, big }) => {
    const [few, many, p95] = [quantile(small, 0.5), quantile(big, 0.5), quantile(big, 0.95)];
    return { name, role, few, many, p95, ratio: many / few };
  });
  const misses = rows.filter(({ name, p95, ratio }) => p95 >= maxMs || ratio > maxRatio(name));
  console.log(`\n${"".padEnd(76)}     small       big       p95   big : small`);
  const shown = process.env.BENCH_ALL ? rows : misses;
  for (const row of shown.toSorted((a, b) => b.many - a.many)) {
    const times = [row.few, row.many, row.p95].map((ms) => `${ms.toFixed(1).padStart(7)} ms`);
    const mark = misses.includes(row) ? "  misses a goal" : "";
    console.log(
      `${`${row.name} (${row.role})`.padEnd(76)}${times.join("")}   ${row.ratio.toFixed(2).padStart(6)}${mark}`,
    );
  }
  const sum = (of: (row: (typeof rows)[number]) => number) => quantile(rows.map(of), 0.5);
  console.log(
    `\n${rows.length} pages and lists as a role; ${rows.length - misses.length} meet both goals (p95 < ${maxMs.toFixed(0)} ms, and the ratio).`,
  );
  console.log(
    `Medians: ${sum((row) => row.few).toFixed(1)} ms, ${sum((row) => row.many).toFixed(1)} ms, ratio ${sum((row) => row.ratio).toFixed(2)}.`,
  );
}

function quantile(numbers: readonly number[], at: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
}
