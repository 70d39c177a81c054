import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresCpuMs } from "./cpu.ts";
import { type HttpRate, measureHttp } from "./events-http.ts";
import type { Place } from "./events-seed.ts";
import { median } from "./load.ts";

const count = Number(process.env.BENCH_EVENTS ?? 20_000);
const hotCount = Number(process.env.BENCH_HOT_EVENTS ?? count / 4);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const perEnvelope = 100;
const goals = { stored: 0.4, many: 1_500, hot: 500 };

/** Push events per second: stored, beside copying the same rows within the database, and applied with their audit log. */
export async function events(): Promise<void> {
  process.env.PORTUS_LOG_LEVEL = "warn";
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measure(round + 1));
  report(measured);
}

interface Rate {
  perSecond: number;
  ownMs: number; // CPU of this process for each event
  postgresMs: number; // CPU of Postgres for each event
}

interface Measured {
  stored: Rate;
  copied: Rate; // at once
  copiedBy100: Rate; // with as many commits as there are envelopes
  many: Rate;
  hot: Rate;
  http: HttpRate[];
}

async function measure(round: number): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), "portus-bench-"));
  process.env.PORTUS_DATA_DIR = join(directory, "data");
  const { startEmbedded } = await import("../src/platform/db/embedded.ts");
  const client = await import("../src/platform/db/client.ts");
  const postgres = await startEmbedded(join(directory, "postgres"));
  try {
    await (await import("../src/platform/db/migrate.ts")).migrate(postgres.url);
    client.connect(postgres.url);
    const places = await (await import("./events-seed.ts")).seedPlaces();
    const timed = (events: number, work: () => Promise<unknown>) => rateOf(directory, events, work);

    const bodies = await envelopes(places, 0, count);
    const stored = await timed(count, () => store(bodies));
    const copied = await timed(count, () => copy(count));
    const copiedBy100 = await timed(count, () => copy(perEnvelope));
    const many = await timed(count, applyAll);
    await store(await envelopes(places.slice(0, 1), count, hotCount));
    const hot = await timed(hotCount, applyAll);
    await ensureApplied(count + hotCount);
    console.log(
      `round ${round}: ${Object.entries({ stored, copied, copiedBy100, many, hot }).map(line).join(", ")}`,
    );
    const http = await measureHttp(postgres.url, directory);
    return { stored, copied, copiedBy100, many, hot, http };
  } finally {
    await client.disconnect();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function rateOf(
  directory: string,
  events: number,
  work: () => Promise<unknown>,
): Promise<Rate> {
  const [cpu, postgres, startedAt] = [
    process.cpuUsage(),
    postgresCpuMs(directory),
    performance.now(),
  ];
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: events / seconds,
    ownMs: (user + system) / 1000 / events,
    postgresMs: (postgresCpuMs(directory) - postgres) / events,
  };
}

async function envelopes(
  places: readonly Place[],
  from: number,
  events: number,
): Promise<Buffer[]> {
  const { envelopeOf } = await import("./events-seed.ts");
  return Array.from({ length: events / perEnvelope }, (_, nth) =>
    Buffer.from(envelopeOf(places, from + nth * perEnvelope, perEnvelope)),
  );
}

/** Stores what the endpoint would, one envelope after the other, as a registry sends them. */
async function store(bodies: readonly Buffer[]): Promise<void> {
  const { readBody, storeEvents } = await import("../src/protocol/events/receive.ts");
  for (const body of bodies) {
    const { batches } = await readBody(bodyOf(body));
    await storeEvents(batches);
  }
}

/** Copies the rows of the stored events within the database, so many in each statement. */
async function copy(rows: number): Promise<void> {
  const { pool } = await import("../src/platform/db/client.ts");
  await pool.query("DROP TABLE IF EXISTS copied");
  await pool.query("CREATE TABLE copied (LIKE registry_events INCLUDING ALL)");
  for (let at = 0; at < count; at += rows)
    await pool.query(
      "INSERT INTO copied SELECT * FROM registry_events WHERE id > $1 AND id <= $2",
      [at, at + rows],
    );
  await pool.query("DROP TABLE copied");
}

async function* bodyOf(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes;
}

/** Applies all events while the sealer chains their audit entries; ends when both have nothing left to do. */
async function applyAll(): Promise<void> {
  const { applyPending } = await import("../src/protocol/events/apply-pending.ts");
  const { sealPending } = await import("../src/history/chain.ts");
  let applied = false;
  const applying = (async () => {
    while ((await applyPending()) > 0);
    applied = true;
  })();
  for (let last = false; ; last = applied) {
    const sealed = await sealPending();
    if (sealed === 0 && last) break;
    if (sealed === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await applying;
}

/** A benchmark of what was not done would be worth nothing. */
async function ensureApplied(expected: number): Promise<void> {
  const { db } = await import("../src/platform/db/client.ts");
  const applied = await db.registryEvent.count({ where: { state: "applied" } });
  const entries = await db.activity.count({ where: { position: { not: null } } });
  const moves = await db.tagMove.count();
  if (applied !== expected || entries !== expected || moves !== expected)
    throw new Error(`${expected} events: ${applied} applied, ${entries} sealed, ${moves} moves`);
}

function line([name, { perSecond, ownMs, postgresMs }]: [string, Rate]): string {
  return `${name} ${perSecond.toFixed(0)}/s (${ownMs.toFixed(2)} + ${postgresMs.toFixed(2)} ms)`;
}

/** Medians of the rounds, and of the rounds' ratios. */
function report(all: readonly Measured[]): void {
  const ratio = (to: "copied" | "copiedBy100") =>
    median(all.map((it) => it.stored.perSecond / it[to].perSecond)).toFixed(2);
  const header = `\n${count} pushes over 200 repositories, then ${hotCount} of one repository, in envelopes of ${perEnvelope} (medians of ${rounds} rounds)`;
  console.log(
    `${header}\n${"".padEnd(30)}events/s   CPU ms of Portus, of Postgres, for each event`,
  );
  const row = (label: string, name: Exclude<keyof Measured, "http">, note: string) => {
    const of = (field: keyof Rate) => median(all.map((it) => it[name][field]));
    const rate = of("perSecond").toFixed(0).padStart(8);
    console.log(
      `${label.padEnd(30)}${rate}   ${of("ownMs").toFixed(3)}  ${of("postgresMs").toFixed(3)}   ${note}`,
    );
  };
  row("copied at once", "copied", "by INSERT … SELECT");
  row("copied 100 at a time", "copiedBy100", "by INSERT … SELECT");
  const ratios = `${ratio("copied")} and ${ratio("copiedBy100")} of copied`;
  row("stored", "stored", `${ratios}, goal ${goals.stored}`);
  row("applied, 200 repositories", "many", `goal ${goals.many}`);
  row("applied, one repository", "hot", `goal ${goals.hot}`);
  all[0]?.http.forEach(({ perEnvelope }, index) => {
    const envelopes = median(all.map(({ http }) => http[index]?.envelopes ?? Number.NaN));
    console.log(
      `${`by HTTP, envelopes of ${perEnvelope}`.padEnd(30)}${(envelopes * perEnvelope).toFixed(0).padStart(8)}   stored while events are applied`,
    );
  });
}
