import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startEmbedded } from "../../src/platform/db/embedded.ts";
import {
  accounts,
  ask,
  childrenOf,
  elsewhere,
  gone,
  isRoot,
  launch,
  made,
  parentOf,
  place,
  postmasterOf,
} from "../platform/db/elsewhere.ts";
import { until } from "../support/waiting.ts";

for (const [who, account] of accounts)
  test(`a database started by ${who} keeps its rows to the next start, for its owner's eyes alone`, async () => {
    const directory = place();
    const first = await elsewhere(directory, account);
    await ask(first.url, "CREATE TABLE kept AS SELECT 1 AS number");
    first.process.kill("SIGKILL");

    const second = await elsewhere(directory, account);

    assert.deepEqual(await ask(second.url, "SELECT number FROM kept"), [{ number: 1 }]);
    assert.equal(statSync(join(directory, "data", "password")).mode & 0o777, 0o600);
    assert.equal(statSync(join(directory, "data")).mode & 0o077, 0);
    assert.notEqual(statSync(`/proc/${postmasterOf(directory)}`).uid, 0);
    second.process.kill("SIGKILL");
    await until(() => !existsSync(join(directory, "data", "postmaster.pid")), "Postgres to stop");
  });

test("nobody gets into the database without its password", async () => {
  const { url, stop } = await startEmbedded(place());
  const wrong = new URL(url);
  wrong.password = "guess";

  await assert.rejects(ask(wrong.href, "SELECT 1"), /password authentication failed/);
  await stop();
});

test("a Postgres that is killed comes back by itself, at the same address, with what was committed", async () => {
  const directory = place();
  const { url, stop } = await startEmbedded(directory);
  await ask(url, "CREATE TABLE kept AS SELECT 1 AS number");
  const killed = postmasterOf(directory);

  process.kill(killed, "SIGKILL");

  await until(
    () =>
      ask(url, "SELECT number FROM kept").then(
        () => postmasterOf(directory) !== killed,
        () => false,
      ),
    "Postgres to be started again",
  );
  await stop();
  assert.equal(existsSync(join(directory, "data", "postmaster.pid")), false);
});

test("when Portus is killed, Postgres stops, cleanly and without being asked", async () => {
  const directory = place();
  const other = await elsewhere(directory);
  const postmaster = postmasterOf(directory);

  other.process.kill("SIGKILL");

  await until(() => gone(postmaster), "the postmaster to end");
  assert.equal(existsSync(join(directory, "data", "postmaster.pid")), false);
});

test("a Postgres that outlived Portus and its guard is stopped by the next start", async () => {
  const directory = place();
  const other = await elsewhere(directory);
  const postmaster = postmasterOf(directory);
  const guard = parentOf(postmaster);
  for (const pid of [...childrenOf(guard), guard])
    if (pid !== postmaster) process.kill(pid, "SIGKILL");
  other.process.kill("SIGKILL");

  const { url, stop } = await startEmbedded(directory);

  assert.deepEqual(await ask(url, "SELECT 1 AS number"), [{ number: 1 }]);
  assert.ok(gone(postmaster));
  await stop();
});

test("a second Portus on the same directory is refused, and the first runs on", async () => {
  const directory = place();
  const { url, stop } = await startEmbedded(directory);

  await assert.rejects(elsewhere(directory), /Portus is already running on .* \(process \d+\)/);

  assert.deepEqual(await ask(url, "SELECT 1 AS number"), [{ number: 1 }]);
  await stop();
});

test("a stale process number that a stranger now has neither stops the start nor the stranger", async () => {
  const directory = place();
  await (await startEmbedded(directory)).stop();
  const stranger = spawn("sleep", ["60"]);
  const data = join(directory, "data");
  writeFileSync(join(data, "postmaster.pid"), `${stranger.pid}\n${data}\n1790000000\n5432\n\n`);

  const { url, stop } = await startEmbedded(directory);

  assert.deepEqual(await ask(url, "SELECT 1 AS number"), [{ number: 1 }]);
  assert.equal(stranger.exitCode, null);
  assert.ok(stranger.kill());
  await stop();
});

test("a killed postmaster that is still a zombie does not prevent a start", async () => {
  const directory = place();
  await (await startEmbedded(directory)).stop();
  const { uid, gid } = statSync(join(directory, "data"));
  const end = 'until [ "$(cat /proc/$PPID/comm)" = sleep ]; do sleep 0.05; done';
  const script = `sh -c '${end}' & echo $!; exec sleep 60`; // a shell would reap its child; sleep never does
  const careless = spawn("sh", ["-c", script], { uid, gid });
  const [pid] = (await once(careless.stdout, "data")) as [Buffer];
  const dead = Number(pid.toString());
  await until(() => readFileSync(`/proc/${dead}/stat`, "utf8").includes(") Z "), "its end");
  const data = join(directory, "data");
  writeFileSync(join(data, "postmaster.pid"), `${dead}\n${data}\n1790000000\n5432\n\n`);

  const { url, stop } = await startEmbedded(directory);

  assert.deepEqual(await ask(url, "SELECT 1 AS number"), [{ number: 1 }]);
  await stop();
  careless.kill();
});

test("a killed first start is repeated, even while its processes still run", async () => {
  const directory = place();
  const halves = () =>
    existsSync(directory) ? readdirSync(directory).filter((it) => it.startsWith("data.new")) : [];
  const other = launch(directory);
  await until(() => halves().length > 1, "the start to be in progress");
  other.kill("SIGKILL");
  assert.equal(existsSync(join(directory, "data")), false);

  const again = await startEmbedded(directory);

  assert.deepEqual(await ask(again.url, "SELECT 1 AS number"), [{ number: 1 }]);
  await again.stop();
  for (const name of halves()) utimesSync(join(directory, name), 0, 0);
  await (await startEmbedded(directory)).stop();
  assert.deepEqual(halves(), []);
});

test("a database of another Postgres version is left alone, and the way out is named", async () => {
  const directory = place();
  await (await startEmbedded(directory)).stop();
  writeFileSync(join(directory, "data", "PG_VERSION"), "12\n");

  await assert.rejects(
    startEmbedded(directory),
    /created by Postgres 12, and this Portus includes \d+/,
  );
});

test("a directory that can't be made is refused with a sentence", async () => {
  const file = place();
  writeFileSync(file, "in the way");

  await assert.rejects(
    startEmbedded(join(file, "postgres")),
    /The directory .* for the database can't be created/,
  );
});

test("a link to a database directory that is gone is refused, and no empty database takes its place", async () => {
  const directory = place();
  symlinkSync(`${directory}-gone`, directory);

  await assert.rejects(startEmbedded(directory), /leads nowhere/);
});

if (isRoot)
  test("below a directory that is root's alone, a link leads to where Postgres can work", async () => {
    const directory = place(0o700);

    const { url, stop } = await startEmbedded(directory);
    await ask(url, "CREATE TABLE kept AS SELECT 1 AS number");
    await stop();
    made.push(realpathSync(directory));
    const again = await startEmbedded(directory);

    assert.ok(lstatSync(directory).isSymbolicLink());
    assert.match(realpathSync(directory), /^\/var\/lib\/portus\/postgres-/);
    assert.deepEqual(await ask(again.url, "SELECT number FROM kept"), [{ number: 1 }]);
    await again.stop();
  });
