import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { closeDataDirectory, closeNewFiles } from "../../../src/platform/config/data-directory.ts";

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
