import { chmodSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import pg from "pg";
import { startEmbedded } from "../../src/platform/db/embedded.ts";

const patience = 15_000; // ms without a test before Postgres is stopped
// Nothing has to survive a crash, and no database lives long enough to need a vacuum.
const settings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  checkpoint_timeout: "1h",
  max_wal_size: "8GB",
  shared_buffers: "256MB",
  autovacuum: "off",
  jit: "off",
};

let url: string | undefined;
let end: NodeJS.Timeout | undefined;
const tests = new Set<Socket>();

const server = createServer((socket) => {
  clearTimeout(end);
  tests.add(socket);
  socket.on("error", () => {});
  const names = text(socket).catch(() => "");
  socket.on("close", async () => {
    await drop((await names).split("\n").filter(Boolean));
    tests.delete(socket);
    wait();
  });
  if (url) socket.write(url);
});
server.on("error", () => process.exit(0)); // another keeper was faster
await new Promise<void>((resolve) => server.listen(`\0${process.argv[2]}`, resolve));

const directory = mkdtempSync(join(inMemory() ?? tmpdir(), "portus-test-postgres-"));
chmodSync(directory, 0o1777); // Postgres may run as someone else
const postgres = await startEmbedded(join(directory, "postgres"), {
  settings: { ...settings, unix_socket_directories: directory },
});
url = `${postgres.url}?host=${encodeURIComponent(directory)}`; // a socket costs a third less than TCP
for (const socket of tests) socket.write(url);
wait();

/** Cloning a database in memory costs a tenth of what it costs on a disk. */
function inMemory(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > 4e9 ? "/dev/shm" : undefined;
  } catch {
    return undefined;
  }
}

async function drop(names: string[]): Promise<void> {
  if (names.length === 0) return;
  const client = new pg.Client(url);
  await client.connect();
  for (const name of names) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await client.end();
}

function wait(): void {
  if (tests.size > 0 || !url) return;
  clearTimeout(end);
  end = setTimeout(finish, patience);
}

async function finish(): Promise<void> {
  server.close();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
}
