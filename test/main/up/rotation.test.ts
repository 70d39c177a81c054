import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { follow } from "../../../src/main/up/follow.ts";
import { rotateLog, rotator } from "../../../src/main/up/rotation.ts";
import { start } from "../../support/processes.ts";
import { until } from "../../support/waiting.ts";

const newLog = () => join(mkdtempSync(join(tmpdir(), "portus-log-")), "portus.log");

test("S13, R16: a log rotates while its program runs, and no line is lost or shown twice", async () => {
  const path = newLog();
  const shown: string[] = [];
  writeFileSync(path, "");
  const unfollow = follow(path, (line) => shown.push(line), { maxBytes: 2_000, files: 1 });
  const lines = 400;
  const loop = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "line $i"; [ $((i % 40)) -ne 0 ] || sleep 0.1; done`;
  const program = start(["sh", "-c", `(${loop}) >>${path}`]);

  await program.ended;
  await until(() => shown.at(-1) === `line ${lines}`, "the last line");
  unfollow();

  assert.deepEqual(
    shown,
    Array.from({ length: lines }, (_, n) => `line ${n + 1}`),
  );
  assert.ok(statSync(path).size <= 4_000);
  assert.match(readFileSync(`${path}.1`, "utf8"), /^line \d+\n/);
});

test("a small log stays, and a large one is emptied", () => {
  const path = newLog();
  writeFileSync(path, "x".repeat(101));

  rotateLog(path, { maxBytes: 101, files: 1 });
  assert.equal(existsSync(`${path}.1`), false);
  rotateLog(path, { maxBytes: 100, files: 1 });

  assert.deepEqual([statSync(path).size, statSync(`${path}.1`).size], [0, 101]);
});

test("the newest files are kept, as many as the setting says", () => {
  const path = newLog();

  for (const text of ["one", "two", "three"]) {
    appendFileSync(path, text);
    rotateLog(path, { maxBytes: 1, files: 2 });
  }

  assert.deepEqual(
    [1, 2, 3].map((n) => existsSync(`${path}.${n}`) && readFileSync(`${path}.${n}`, "utf8")),
    ["three", "two", false],
  );
});

test("a log that something else empties is followed from its start", async () => {
  const path = newLog();
  const shown: string[] = [];
  writeFileSync(path, "before\n");
  const unfollow = follow(path, (line) => shown.push(line), { maxBytes: Infinity, files: 1 });

  appendFileSync(path, "a longer line\n");
  await until(() => shown.length === 1, "the first line");
  truncateSync(path);
  appendFileSync(path, "short\n");
  await until(() => shown.length === 2, "the line after");
  unfollow();

  assert.deepEqual(shown, ["a longer line", "short"]);
});

test("a log that can't be copied stays, and is rotated a minute later", (t) => {
  t.mock.timers.enable({ apis: ["Date"] });
  const path = newLog();
  writeFileSync(path, "x".repeat(10));
  mkdirSync(`${path}.1`); // no file can have this name
  writeFileSync(join(`${path}.1`, "file"), "");
  const rotate = rotator(path, { maxBytes: 1, files: 1 });

  rotate();
  const whileBroken = statSync(path).size;
  rmSync(`${path}.1`, { recursive: true });
  rotate();
  const tooEarly = statSync(path).size;
  t.mock.timers.tick(60_000);
  rotate();

  assert.deepEqual([whileBroken, tooEarly, statSync(path).size], [10, 10, 0]);
});
