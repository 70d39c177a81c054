import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type Profiler, Session } from "node:inspector/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";

const requests = Number(process.env.BENCH_REQUESTS ?? 500);
const factor = Number(process.env.BENCH_FACTOR ?? 0.05);
const paths = (process.env.BENCH_PATHS ?? "/permissions /repositories/north/app").split(" ");
const shown = 30; // functions
const run = promisify(execFile);

/** What one request of a page costs this process: CPU, statements, bytes, and the functions that take the time. */
export async function profile(): Promise<void> {
  await import("../test/support/env.ts"); // the database is made as those of tests
  process.env.PORTUS_LOG_LEVEL = "fatal";
  process.env.NODE_ENV = "production"; // views are kept
  const { openDatabases } = await import("./size/databases.ts");
  const kept = process.env.BENCH_DIR; // keeps the database for the next run
  const directory = kept ?? mkdtempSync(join(tmpdir(), "portus-bench-"));
  const { filled, close } = await openDatabases(directory, { big: factor });
  const { connect, disconnect } = await import("../src/platform/db/client.ts");
  try {
    for (const { url, people } of filled.values()) {
      connect(url);
      for (const path of paths) await measure(path, people.adm.username);
    }
  } finally {
    await disconnect();
    await close();
    if (!kept) rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(path: string, username: string): Promise<void> {
  const { createApp } = await import("../src/main/app.ts");
  const { browser } = await import("../test/support/app.ts");
  const { password } = await import("../test/support/data/factories.ts");
  const server = createServer(createApp());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // of a server that listens on TCP
  const { get, post, cookies } = browser({ url });
  await get("/sign-in");
  await post("/sign-in", { username, password });
  const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
  const { text } = await get(path);

  const ask = (times: number) =>
    run(process.execPath, ["-e", client, url + path, cookie, `${times}`]);
  await ask(200); // warms up
  const statements = countStatements();
  const before = process.cpuUsage();
  await ask(requests);
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000 / requests;
  const each = statements() / requests;
  console.log(`\n${path}: ${ms.toFixed(2)} ms of CPU, ${each} statements, ${text.length} bytes`);
  if (process.env.BENCH_FUNCTIONS)
    for (const line of busiest(await profileOf(() => ask(requests)))) console.log(line);
  server.closeAllConnections();
  server.close();
}

async function profileOf(work: () => Promise<unknown>): Promise<Profiler.Profile> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  await work();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  return profile;
}

/** Asks a page again and again on one connection, in a process of its own. */
const client = `
  const http = require("node:http");
  const [url, cookie, times] = process.argv.slice(1);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const one = () => new Promise((resolve, reject) => http.get(url, { agent, headers: { cookie } }, (res) => {
    if (res.statusCode !== 200) reject(new Error(url + " answers " + res.statusCode));
    res.resume().on("end", resolve);
  }).on("error", reject));
  (async () => { for (let n = 0; n < Number(times); n++) await one(); process.exit(0); })();`;

function countStatements(): () => number {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...sent: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, sent);
  } as typeof query;
  return () => {
    pg.Client.prototype.query = query;
    return count;
  };
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** The functions that ran longest, with their share of the time in which something ran. */
function busiest({ nodes }: Profiler.Profile): string[] {
  const hits = new Map<string, number>();
  for (const { callFrame, hitCount = 0 } of nodes) {
    const { functionName, url, lineNumber } = callFrame;
    if (["(idle)", "(program)", "(root)"].includes(functionName)) continue;
    const place = url.startsWith("file:") ? relative(root, fileURLToPath(url)) : url;
    const name = `${functionName || "(anonymous)"} ${place}:${lineNumber + 1}`;
    hits.set(name, (hits.get(name) ?? 0) + hitCount);
  }
  const all = [...hits.values()].reduce((sum, count) => sum + count, 0);
  return [...hits]
    .sort(([, a], [, b]) => b - a)
    .slice(0, shown)
    .map(([name, count]) => `${((100 * count) / all).toFixed(1).padStart(6)} %  ${name}`);
}
