import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorCode } from "../../src/platform/error-fields.ts";
import { startFaultyInstance } from "../support/faults/instance.ts";

const canMount = spawnSync("unshare", ["--mount", "true"]).status === 0; // as root, and not in every container
if (!canMount)
  test("R12: a full disk (NOT TESTED HERE: nobody may mount a small disk)", { skip: true });
else await testFullDisk();

async function testFullDisk(): Promise<void> {
  let disk = "";
  const it = await startFaultyInstance({
    mountDisk: (directory) => {
      disk = directory;
      mkdirSync(disk);
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=160m", "portus-faults", disk]);
      assert.equal(mounted.status, 0, String(mounted.stderr));
      return () => void spawnSync("umount", ["--lazy", disk]);
    },
  });
  const ballast = join(disk, "ballast");

  /** Writes until nothing fits. */
  const fill = () => {
    const file = openSync(ballast, "w");
    try {
      for (const size of [1 << 20, 1 << 12]) while (fits(file, Buffer.alloc(size)));
    } finally {
      closeSync(file);
    }
  };

  test("R12: the disk of Postgres is full: readyz says so, no accepted event is lost, and Portus recovers once there is space", async () => {
    await it.push(10);

    fill();
    const pushing = it.push(400); // enough that tables must grow
    await it.readyz(503, /disk of the database is full|can't be reached/);
    rmSync(ballast);
    await pushing;

    await it.readyz(200);
    await it.push(1);
    await it.check();
  });
}

function fits(file: number, piece: Buffer): boolean {
  try {
    return writeSync(file, piece) === piece.length;
  } catch (error) {
    assert.equal(errorCode(error), "ENOSPC");
    return false;
  }
}
