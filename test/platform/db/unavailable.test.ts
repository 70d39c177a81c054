import assert from "node:assert/strict";
import { test } from "node:test";
import { unavailability } from "../../../src/platform/db/unavailable.ts";

const coded = (code: string, message = "") => Object.assign(new Error(message), { code });

for (const [error, expected] of [
  [coded("25006"), "read-only"],
  [coded("P2010", "Raw query failed"), null],
  [
    Object.assign(coded("P2010"), {
      meta: { driverAdapterError: { cause: { originalCode: "25006" } } },
    }),
    "read-only",
  ],
  [new Error("wrapped", { cause: coded("57P01") }), "away"],
  [coded("53300"), "away"],
  [coded("53100"), "full"],
  [coded("P1001"), "away"],
  [coded("P2024"), "away"],
  [coded("ECONNREFUSED"), "away"],
  [new AggregateError([coded("ECONNREFUSED")]), "away"],
  [new Error("timeout exceeded when trying to connect"), "away"],
  [new Error("Connection terminated unexpectedly"), "away"],
  [coded("P2002"), null],
  [coded("23505"), null],
  [new TypeError("x is not a function"), null],
  [undefined, null],
  ["a string", null],
] as const)
  test(`R12: ${error instanceof Error ? `${error.name} ${Reflect.get(error, "code") ?? error.message} ${error.cause ? "with a cause" : ""}` : typeof error} means ${expected ?? "nothing about the database"}`, () => {
    assert.equal(unavailability(error), expected);
  });
