import { spawn, spawnSync } from "node:child_process";
import { chownSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after } from "node:test";
import pg from "pg";
import { freePort } from "../processes.ts";
import { until } from "../waiting.ts";

export interface Standby {
  url: string;
  port: number;
  promote(): Promise<void>;
}

/**
 * Starts a streaming replica of a Postgres from a copy of its files, as a base backup. From then on the primary commits only
 * what the replica has stored.
 */
export async function startStandby(primaryUrl: string): Promise<Standby> {
  const primary = new pg.Client(primaryUrl);
  await primary.connect();
  const [{ data_directory: source }] = (await primary.query("SHOW data_directory")).rows;
  const data = join(dirname(source), "standby"); // where its account may write
  const pid = await postmasterOf(primary);
  await primary.query("SELECT pg_backup_start('standby', true)");
  const copied = spawnSync("cp", ["-a", source, data]);
  if (copied.status !== 0) throw new Error(`The copy failed: ${copied.stderr}`);
  const { rows } = await primary.query("SELECT labelfile FROM pg_backup_stop(false)");
  rmSync(join(data, "postmaster.pid"), { force: true });
  const { uid, gid } = statSync(source);
  for (const [name, text] of [
    ["backup_label", rows[0].labelfile],
    ["standby.signal", ""],
  ]) {
    writeFileSync(join(data, name), text);
    chownSync(join(data, name), uid, gid);
  }
  const port = await freePort();
  const child = spawn(
    readlinkSync(`/proc/${pid}/exe`),
    ["-D", data, ...flags({ port, max_connections: 60, primary_conninfo: conninfo(primaryUrl) })],
    { cwd: data, stdio: "ignore", ...(process.getuid?.() === 0 && { uid, gid }) },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  after(async () => {
    child.kill("SIGQUIT");
    await ended;
    rmSync(data, { recursive: true, force: true });
  });
  const url = new URL(primaryUrl);
  url.port = String(port);
  await until(() => answers(url.href), "the standby to answer", 60_000);
  await primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await primary.query("SELECT pg_reload_conf()");
  const isSynchronous = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'";
  await until(async () => (await primary.query(isSynchronous)).rowCount === 1, "the replication");
  await primary.end();
  return { url: url.href, port, promote: () => ask(url.href, "SELECT pg_promote()") };
}

const flags = (settings: Record<string, string | number>) =>
  Object.entries({
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: "32MB",
    ...settings,
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

async function postmasterOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
  );
  return rows[0].pid;
}

function conninfo(url: string): string {
  const { user, password, host, port } = new pg.Client(url);
  return `host=${host} port=${port} user=${user} password=${password} application_name=standby`;
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  await client.query(sql);
  await client.end();
}

const answers = (url: string) =>
  ask(url, "SELECT").then(
    () => true,
    () => false,
  );
