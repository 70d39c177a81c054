import { parsing } from "../../src/platform/json.ts";

/** Runs a function that parses JSON of any length in this thread, which only tests do. */
export function onLoop<T>(work: () => T): T {
  const { maxOnLoop } = parsing;
  parsing.maxOnLoop = Number.POSITIVE_INFINITY;
  try {
    return work();
  } finally {
    parsing.maxOnLoop = maxOnLoop;
  }
}
