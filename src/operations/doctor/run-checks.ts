import { setTimeout as pause } from "node:timers/promises";
import { errorMessage } from "../../platform/error-fields.ts";
import { log } from "../../platform/log.ts";
import { plural } from "../../platform/plural.ts";
import { type Check, type Result, unchecked, type Verdict, wrong } from "./check.ts";

const defaultTimeoutMs = 15_000;

/**
 * Runs all checks, each as soon as those that it needs have passed; if one of them has not, it is not checked.
 * Returns the results in the order of the checks.
 */
export function runChecks(
  checks: readonly Check[],
  onResult: (result: Result) => void = () => {},
): Promise<Result[]> {
  const started = new Map<string, Promise<Result>>();
  const resultOf = (check: Check): Promise<Result> => {
    const known = started.get(check.id);
    if (known) return known;
    const running = answer(check, needed(check, checks).map(resultOf));
    started.set(check.id, running);
    void running.then(onResult);
    return running;
  };
  return Promise.all(checks.map(resultOf));
}

const needed = ({ needs = [] }: Check, checks: readonly Check[]) =>
  checks.filter(({ id }) => needs.includes(id));

async function answer(check: Check, needs: readonly Promise<Result>[]): Promise<Result> {
  const { id, title } = check;
  const missing = (await Promise.all(needs)).find(({ ok }) => ok !== true);
  const verdict = missing ? blockedBy(missing) : await verdictInTime(check);
  return { id, title, ...verdict };
}

const blockedBy = ({ id, ok }: Result): Verdict =>
  unchecked(ok === false ? `${id} is not fine.` : `${id} was not checked.`);

async function verdictInTime(check: Check): Promise<Verdict> {
  const { id, run, timeoutMs = defaultTimeoutMs } = check;
  const late = new AbortController();
  try {
    const tooLate = pause(timeoutMs, null, { signal: late.signal }).catch(() => null);
    return (await Promise.race([run(), tooLate])) ?? slow(timeoutMs);
  } catch (error) {
    log.error({ err: error, check: id }, "a check of the doctor failed");
    return wrong(
      `The check itself failed: ${errorMessage(error)}.`,
      "Run the doctor again. If it fails again, report a bug with the error from the log.",
    );
  } finally {
    late.abort();
  }
}

const slow = (timeoutMs: number) =>
  wrong(
    `There was no answer within ${plural(timeoutMs / 1000, "second")}.`,
    "Look for what holds it up: a firewall that drops packets, or a machine without free CPU, memory or disk. Then run the doctor again.",
  );
