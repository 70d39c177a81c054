import assert from "node:assert/strict";
import { test } from "node:test";
import { failureLog } from "../../../src/protocol/sync/sentences.ts";

const waiting = { cause: "start", state: "waiting", attempts: 1 } as const;

test("a first sync waits for the registry: the log has an info line, then warnings", () => {
  const message = "first sync waits for the registry (retrying)";
  const away = { kind: "unreachable" } as const;

  assert.deepEqual(failureLog(waiting, away), { level: "info", message });
  assert.deepEqual(failureLog({ ...waiting, attempts: 2 }, away), { level: "warn", message });
});

test("the log of any other failure says whether the sync is retried", () => {
  const invalid = { kind: "invalid" } as const;

  assert.match(failureLog(waiting, invalid).message, /will be retried/);
  assert.match(failureLog({ ...waiting, cause: "schedule" }, invalid).message, /will be retried/);
  assert.equal(failureLog({ ...waiting, state: "failed" }, invalid).message, "the sync failed");
});
