import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, test } from "node:test";
import {
  anchorFile,
  anchorsIn,
  anchorsOfDirectory,
  appendAnchor,
  lastAnchor,
} from "../../src/history/anchor-file.ts";
import { createAnchoring, send } from "../../src/history/anchoring.ts";
import { sealPending } from "../../src/history/chain.ts";
import { record } from "../../src/history/record.ts";
import { verifyChain } from "../../src/history/verify.ts";
import { verify } from "../../src/operations/activity/command-actions.ts";
import { CommandError } from "../../src/platform/command.ts";
import { config } from "../../src/platform/config/config.ts";
import { db } from "../../src/platform/db/client.ts";
import { log } from "../../src/platform/log.ts";
import { useDatabase } from "../support/database.ts";

await useDatabase();

let directory: string;
let anchorHead: () => Promise<void>;

beforeEach(async () => {
  directory = newDirectory();
  anchorHead = createAnchoring(directory);
  await sql("TRUNCATE activities, activity_head RESTART IDENTITY");
  await sealEntries(9);
});

afterEach(() => {
  process.exitCode = 0; // the command sets it
});

const newDirectory = () => mkdtempSync(join(tmpdir(), "portus-anchors-"));
const sql = (statement: string) => db.$executeRawUnsafe(statement);
const linesOf = (folder: string) => readFileSync(anchorFile(folder), "utf8").trim().split("\n");
const headOf = (line: string | undefined) => line?.split(" ").at(-1) ?? "";
const exampleHead = (position: number) => `${position}:${"a".repeat(43)}`;

async function sealEntries(count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await db.$transaction((tx) =>
      record(
        tx,
        { actor: { id: 7, username: "olga" }, credential: "session", address: null },
        { key: "team.create", subject: `team ${n}` },
      ),
    );
  while ((await sealPending()) > 0);
}

/** What somebody with the database can do: write an older head over the newest and delete what came after it. */
async function cutAfter(position: number, change: () => Promise<void>): Promise<void> {
  const [head] = await db.activityHead.findMany();
  await change();
  await sql(`DELETE FROM activities WHERE position > ${position}`);
  if (head) await db.activityHead.update({ where: { id: 1 }, data: { ...head } });
}

const cutNewest = () => cutAfter(9, () => sealEntries(3).then(anchorHead));

test("S11: replacing the head with an older one after deleting the newest entries is found by an anchor", async () => {
  await cutNewest();

  const alone = await verifyChain();
  const compared = await verifyChain(undefined, anchorsOfDirectory(directory));

  assert.deepEqual(alone.faults, [], "the database alone does not tell");
  assert.equal(compared.faultsCount, 1);
  assert.match(
    compared.faults[0] ?? "",
    /audit-anchors has 1 anchor that the audit log does not contain; the first is position 12, .* The log ends at position 9 now: its newest entries were deleted/,
  );
});

test("S11: entries written in place of deleted ones are detected", async () => {
  await cutNewest();
  await sealEntries(5);

  const { faults } = await verifyChain(undefined, anchorsOfDirectory(directory));

  assert.match(faults.join("\n"), /position 12, .* others written in their place/);
});

test("S11: a running Portus notices the deletion by itself, and later anchors do not hide it", async () => {
  await cutNewest();
  await anchorHead();
  await sealEntries(4);
  await anchorHead();

  const lines = linesOf(directory);
  const { faults } = await verifyChain(undefined, anchorsOfDirectory(directory));

  assert.match(lines[1] ?? "", /^\S+Z lost 12:/);
  assert.equal(headOf(lines[1]), headOf(lines[0]));
  assert.match(lines[2] ?? "", /^\S+Z 9:/);
  assert.match(faults.join("\n"), /has 2 anchors that the audit log does not contain/);
});

test("S11: deleting the whole log with its head is detected", async () => {
  await anchorHead();
  await sql("TRUNCATE activities, activity_head");
  await anchorHead();

  const { faults } = await verifyChain(undefined, anchorsOfDirectory(directory));

  assert.match(linesOf(directory)[1] ?? "", /lost 9:/);
  assert.match(faults.join("\n"), /position 9, .* ends at position 0 now/);
});

test("each head is appended once, to a file that only its owner reads", async () => {
  await anchorHead();
  await anchorHead();
  await createAnchoring(directory)(); // as after a restart
  await sealEntries(1);
  await anchorHead();

  const lines = linesOf(directory);

  assert.deepEqual(
    lines.map((line) => headOf(line).split(":")[0]),
    ["9", "10"],
  );
  assert.equal(statSync(anchorFile(directory)).mode & 0o777, 0o600);
});

test("S11: a head that could not be written is written later, with one warning a minute meanwhile", async (t) => {
  const warn = t.mock.method(log, "warn", () => {});
  const blocked = join(newDirectory(), "data");
  writeFileSync(blocked, "not a directory");
  const anchorBlocked = createAnchoring(blocked);
  for (let second = 0; second < 3; second += 1) await anchorBlocked();
  const inFirstMinute = warn.mock.callCount();
  const later = Date.now() + 61_000;
  const clock = t.mock.method(Date, "now", () => later);
  await anchorBlocked();
  clock.mock.restore();

  rmSync(blocked);
  await anchorBlocked();

  assert.deepEqual([inFirstMinute, warn.mock.callCount()], [1, 2]);
  assert.equal(headOf(linesOf(blocked)[0]).split(":")[0], "9");
});

test("several replicas have an anchor file each, and share one in a shared directory", async () => {
  const other = newDirectory();
  const replicas = [createAnchoring(other), createAnchoring(directory)];
  await anchorHead();
  for (const replica of replicas) await replica();

  assert.deepEqual(headOf(linesOf(other)[0]), headOf(linesOf(directory)[0]));
  assert.equal(linesOf(directory).length, 1);
});

test("a large file is rotated, and what the chain lost stays in the new one", () => {
  const file = anchorFile(directory);
  writeFileSync(file, `2026-01-01T00:00:00.000Z lost ${exampleHead(5)}\n`);
  appendFileSync(file, `2026-01-01T00:00:00.000Z ${exampleHead(6)}\n`.repeat(60_000));

  appendAnchor(file, exampleHead(7), null);

  assert.deepEqual(linesOf(directory).map(headOf), [exampleHead(5), exampleHead(7)]);
  assert.equal(lastAnchor(file)?.head, exampleHead(7));
  assert.equal(anchorsOfDirectory(directory).length, 2);
});

test("lines of the log are anchors, and a request cannot inject one", () => {
  const line = (fields: object) =>
    JSON.stringify({ level: 30, time: 1_790_000_000_000, ...fields });
  const injected = `/"time":1,"head":"${exampleHead(99)}"`;

  const anchors = anchorsIn(
    [
      `portus-1 | ${line({ head: exampleHead(4), msg: "audit log anchored" })}`,
      line({ method: "GET", path: injected, msg: "request" }),
      `GET ${exampleHead(98)}`,
    ].join("\n"),
  );

  assert.deepEqual(anchors, [
    { head: exampleHead(4), position: 4n, at: "2026-09-21T14:13:20.000Z" },
  ]);
});

test("heads are sent to a URL as JSON", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  const received = once(server, "request").then(async ([req, res]) => {
    const body = JSON.parse(await text(req));
    res.end();
    return body;
  });

  await send(`http://127.0.0.1:${port}/anchors?key=1`, exampleHead(3));

  assert.equal((await received).head, exampleHead(3));
  server.close();
});

test("heads are sent to syslog by UDP, in a form that verify reads", async () => {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const received = once(socket, "message");

  await send(`syslog://127.0.0.1:${socket.address().port}`, exampleHead(3));

  const [message] = await received;
  assert.match(`${message}`, /^<110>1 \S+Z \S+ portus \d+ audit-anchor - \S+Z 3:a+$/);
  assert.equal(anchorsIn(`${message}`)[0]?.head, exampleHead(3));
  socket.close();
});

test("a receiver that does not answer stops nothing", async () => {
  await send("http://127.0.0.1:1/", exampleHead(3));
});

const within = <T>(work: () => Promise<T>) => work();
const asked = { since: undefined, anchors: undefined };

test("S11: without an anchor, verify says what it cannot tell and exits with 3", async () => {
  const printed = await verify(asked, within);

  assert.equal(process.exitCode, 3);
  assert.match(printed, /^9 entries of the audit log verified/);
  assert.match(printed, /no anchor to compare with.*cannot tell whether the newest entries/s);
});

test("with anchors, verify names them and what they do not cover", async () => {
  const file = anchorFile(config.dataDir);
  await createAnchoring(config.dataDir)();
  await sealEntries(2);

  const printed = await verify(asked, within);

  writeFileSync(file, "");
  assert.equal(process.exitCode, 0);
  assert.match(printed, /^11 entries of the audit log verified: none was altered/);
  assert.match(printed, /contains all of 1 anchor in .*audit-anchors; the newest is position 9/);
  assert.match(
    printed,
    /cannot tell: whether entries after position 9 were deleted, 2 entries now/,
  );
});

test("verify compares with a file of anchors, such as the log of a replica", async () => {
  const file = join(directory, "replica.log");
  writeFileSync(file, JSON.stringify({ time: 1, head: exampleHead(40), msg: "anchored" }));

  await assert.rejects(verify({ ...asked, anchors: file }, within), /not as Portus wrote it/);
});

test("what could not be checked is no manipulation: it exits with 2", async () => {
  const missing = verify({ ...asked, anchors: join(directory, "missing") }, within);

  await assert.rejects(
    missing,
    (error) =>
      error instanceof CommandError && error.exitCode === 2 && /ENOENT/.test(error.message),
  );
});
