import assert from "node:assert/strict";
import { test } from "node:test";
import { setback } from "../../../src/protocol/sync/sentences.ts";

const waiting = { cause: "start", state: "waiting", attempts: 1 } as const;

test("R3: a first sync that finds no registry waits for it; that is news, and a warning the second time", () => {
  const message = "first sync waits for the registry (retrying)";
  const away = { kind: "unreachable" } as const;

  assert.deepEqual(setback(waiting, away), { level: "info", message });
  assert.deepEqual(setback({ ...waiting, attempts: 2 }, away), { level: "warn", message });
});

test("R3: any other setback says whether the sync is tried again", () => {
  const invalid = { kind: "invalid" } as const;

  assert.match(setback(waiting, invalid).message, /will be retried/);
  assert.match(setback({ ...waiting, cause: "schedule" }, invalid).message, /will be retried/);
  assert.equal(setback({ ...waiting, state: "failed" }, invalid).message, "the sync failed");
});
