import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { follow, rotateLog } from "../../../src/main/up/follow.ts";
import { closeDataDirectory, closeNewFiles } from "../../../src/platform/config/data-directory.ts";
import { start } from "../../support/processes.ts";
import { until } from "../../support/waiting.ts";

const scratch = () => mkdtempSync(join(tmpdir(), "portus-directory-"));
const modeOf = (path: string) => statSync(path).mode & 0o777;

test("S12: a data directory is made for its owner only, and one that is open is closed", () => {
  const [made, open] = [join(scratch(), "new", "data"), scratch()];
  chmodSync(open, 0o755);

  for (const directory of [made, open]) closeDataDirectory(directory, { embedded: false });

  assert.deepEqual([modeOf(made), modeOf(open)], [0o700, 0o700]);
});

test("S12: as root, Postgres may pass through the data directory, and nobody may list it", () => {
  const directory = scratch();

  closeDataDirectory(directory, { embedded: true });

  assert.equal(modeOf(directory), process.getuid?.() === 0 ? 0o711 : 0o700);
});

test("S12: what children create is for their owner only", () => {
  const directory = scratch();
  const before = process.umask();

  closeNewFiles();
  const { status } = spawnSync("sh", ["-c", "mkdir images && echo x >images/layer"], {
    cwd: directory,
  });
  process.umask(before);

  assert.equal(status, 0);
  assert.equal(modeOf(join(directory, "images")), 0o700);
  assert.equal(modeOf(join(directory, "images", "layer")), 0o600);
});

test("S13, R16: a log rotates while its program runs, and no line is lost or shown twice", async () => {
  const path = join(scratch(), "portus.log");
  const shown: string[] = [];
  writeFileSync(path, "");
  const unfollow = follow(path, (line) => shown.push(line), 2_000);
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
  const path = join(scratch(), "portus.log");
  writeFileSync(path, "x".repeat(101));

  assert.deepEqual([rotateLog(path, 101), rotateLog(path, 100)], [false, true]);
  assert.deepEqual([statSync(path).size, statSync(`${path}.1`).size], [0, 101]);
});
