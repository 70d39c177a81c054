import * as node from "node:test";

// Stands in for node:test in a test file that shares its process: what the file declares is collected while the file
// is loaded, and becomes one suite when it is run.

type Declare = (...args: never[]) => unknown;

const declared: (() => unknown)[] = [];
let isRunning = false;

/** Inside the suite, and so inside every `describe` of it, a declaration means what it always means. */
const collecting =
  <T extends Declare>(real: T) =>
  (...args: Parameters<T>): unknown => {
    const declare = () => real(...args);
    if (isRunning) return declare();
    declared.push(declare);
    return Promise.resolve();
  };

export const test = collecting(node.test);
export const describe = collecting(node.describe);
export const before = collecting(node.before);
export const after = collecting(node.after);
export const beforeEach = collecting(node.beforeEach);
export const afterEach = collecting(node.afterEach);

/** Runs what the file declared. It is done when the last test and the last hook are. */
export async function runCollected(file: string, timeout: number): Promise<void> {
  await node.describe(file, { timeout }, () => {
    isRunning = true;
    for (const declare of declared) declare();
  });
}
