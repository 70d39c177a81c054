import assert from "node:assert/strict";
import { Script } from "node:vm";
import fc from "fast-check";
import {
  Forbidden,
  Invalid,
  NotFound,
  SignInRequired,
  TooMany,
  WrongContentType,
} from "../../src/platform/errors.ts";

/** A function that reads what comes from outside, and the inputs to try. */
interface Fuzzed<Input> {
  inputs: fc.Arbitrary<Input>;
  /** Reads an input, and asserts what must hold for the result. */
  read: (input: Input) => void;
  /** Inputs that differ only in size, which is roughly the number of characters. */
  growing: fc.Arbitrary<(size: number) => Input>;
}

export interface Settings {
  count: number; // inputs
  shapes: number; // growing inputs
  seed: number;
}

export interface Target {
  /** Fails with the smallest input that it finds for which `read` throws anything but an error of the domain. */
  tryInputs(settings: Settings): void;
  /** Fails with an input whose cost grows faster than its size. */
  tryGrowth(settings: Settings): void;
}

export function target<Input>({ inputs, read, growing }: Fuzzed<Input>): Target {
  const attempt = (input: Input) => answered(() => read(input));
  return {
    tryInputs: ({ count, seed }) =>
      fc.assert(fc.property(inputs, attempt), { numRuns: count, seed }),
    tryGrowth: ({ shapes, seed }) =>
      fc.assert(
        fc.property(growing, (grow) => ensureLinear(grow, attempt)),
        { numRuns: shapes, seed, endOnFailure: true },
      ),
  };
}

const domainErrors = [Forbidden, Invalid, NotFound, SignInRequired, TooMany, WrongContentType];

function answered(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!domainErrors.some((kind) => error instanceof kind)) throw error;
  }
}

const sizes = [512, 2048, 8192, 32_768];
const maxGrowth = 6; // times the cost for 4 times the input
const notableMs = 60; // less can be noise: 32 768 keys of an object alone take 30 ms on a slow machine
const attempts = 10;
const maxMs = 20_000; // an exponential cost would never end

/** Measures the CPU time at growing sizes. A suspicious pair is measured again, and the smallest times count. */
function ensureLinear<Input>(grow: (size: number) => Input, attempt: (input: Input) => void): void {
  let before = costOf(attempt, grow(sizes[0] ?? 0));
  for (const [at, size] of sizes.slice(1).entries()) {
    let cost = costOf(attempt, grow(size));
    for (let again = 1; again < attempts && isSteep(cost, before); again += 1) {
      before = Math.max(Math.min(before, costOf(attempt, grow(sizes[at] ?? 0))), 0.1);
      cost = Math.min(cost, costOf(attempt, grow(size)));
    }
    const shape = JSON.stringify(grow(64)).slice(0, 400);
    const times = `size ${sizes[at]} takes ${before} ms, size ${size} takes ${cost} ms`;
    assert.ok(!isSteep(cost, before), `${times}, in this shape: ${shape}`);
    before = cost;
  }
}

const isSteep = (cost: number, before: number) => cost > notableMs && cost > maxGrowth * before;

/** CPU time of this process, in milliseconds. */
function costOf<Input>(attempt: (input: Input) => void, input: Input): number {
  const before = process.cpuUsage();
  stopLate(() => attempt(input));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const call = new Script("globalThis.tried()"); // only scripts can be stopped

/** Runs a work, and throws if it takes too long. */
function stopLate(work: () => void): void {
  Reflect.set(globalThis, "tried", work);
  call.runInThisContext({ timeout: maxMs });
}
