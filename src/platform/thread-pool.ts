import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { parsing } from "./json.ts";
import { plural } from "./plural.ts";

// Threads that parse what registries and clients send: up to 32 MB, which would stop every other request for seconds.

const maxThreads = 2;
const maxWaiting = 100;
const timeoutMs = 30_000;
const startTimeoutMs = 10_000;
const maxStarts = 3;
const maxHeapMb = 768;
const idleMs = 30_000; // after this time a thread ends, and with it what it used to parse

/** A text that takes too long or too much memory to read: a retry would end in the same way. */
export class TooCostly extends Error {
  readonly status = 413; // if a request sent it
}

/**
 * A function that runs in a thread if its texts are long. Its module must export it under this name and open no
 * connections, and it must return little plain data: what it returns is copied on the event loop. `module` is the
 * module's `import.meta.url`.
 */
export function offLoop<Args extends unknown[], Result>(
  module: string,
  name: string,
  read: (...args: Args) => Result,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    if (lengthOf(args) <= parsing.maxOnLoop) return read(...args);
    return (await inThread({ module, name, args })) as Result; // of the same function
  };
}

function lengthOf(args: readonly unknown[]): number {
  const texts = args.filter((it) => typeof it === "string" || it instanceof Uint8Array);
  return texts.reduce((sum, { length }) => sum + length, 0);
}

export interface Call {
  module: string;
  name: string;
  args: unknown[];
}

export type Outcome = { ok: true; value: unknown } | { ok: false; message: string };

/** "started" comes first, when the thread has loaded the module. */
export type Message = "started" | Outcome;

interface Task extends Call {
  starts: number;
  settle(outcome: Outcome): void;
}

const waiting: Task[] = [];
const idle: { thread: Worker; end: NodeJS.Timeout }[] = [];
let threads = 0;

function inThread(call: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (waiting.length >= maxWaiting) throw new Error("too many large documents wait to be read");
    const settle = (outcome: Outcome) =>
      outcome.ok ? resolve(outcome.value) : reject(new TooCostly(outcome.message));
    waiting.push({ ...call, starts: 0, settle });
    assign();
  });
}

/** Gives waiting tasks to threads that are idle or may still be started. */
function assign(): void {
  while (waiting.length > 0 && (idle.length > 0 || threads < maxThreads)) {
    const task = waiting.shift();
    if (task) run(task, takeIdle() ?? start());
  }
}

function takeIdle(): Worker | undefined {
  const { thread, end } = idle.pop() ?? {};
  clearTimeout(end);
  return thread;
}

const program = new URL(`thread${extname(import.meta.url)}`, import.meta.url);

function start(): Worker {
  threads += 1;
  const resourceLimits = { maxOldGenerationSizeMb: maxHeapMb };
  const isTsx = process.execArgv.some((argument) => /\btsx\b/.test(argument));
  return isTsx
    ? new Worker(throughTsx(), { resourceLimits, eval: true })
    : new Worker(program, { resourceLimits });
}

/** tsx runs the sources without building them, and registers itself only in the main thread. */
function throughTsx(): string {
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  return `import(${tsx}).then((it) => { it.register(); return import("${program.href}"); });`;
}

function run(task: Task, thread: Worker): void {
  const { module, name, args, settle } = task;
  const conclude = (outcome: Outcome) => {
    clearTimeout(timer);
    for (const event of ["error", "exit", "message"]) thread.removeAllListeners(event);
    settle(outcome);
    assign();
  };
  const fail = (why: string) => {
    dismiss(thread);
    conclude({ ok: false, message: `Reading it ${why}.` });
  };
  const startAgain = () => {
    task.starts += 1;
    if (task.starts === maxStarts) return fail("failed: no thread started");
    dismiss(thread);
    run(task, start());
  };
  let timer = setTimeout(startAgain, startTimeoutMs);
  thread.once("error", (error) => fail(`failed: ${error.message}`)); // also out of memory
  thread.once("exit", () => fail("failed: its thread ended"));
  thread.on("message", (message: Message) => {
    clearTimeout(timer);
    if (message === "started") {
      timer = setTimeout(
        () => fail(`took more than ${plural(timeoutMs / 1000, "second")}`),
        timeoutMs,
      );
      return;
    }
    rest(thread);
    conclude(message);
  });
  thread.ref();
  thread.postMessage({ module, name, args } satisfies Call);
}

/** An idle thread does not keep the process alive. */
function rest(thread: Worker): void {
  thread.unref();
  const end = setTimeout(() => {
    idle.splice(
      idle.findIndex((it) => it.thread === thread),
      1,
    );
    dismiss(thread);
  }, idleMs).unref();
  idle.push({ thread, end });
}

function dismiss(thread: Worker): void {
  threads -= 1;
  for (const event of ["error", "exit", "message"]) thread.removeAllListeners(event);
  thread.on("error", () => {}); // it may still run out of memory while it ends
  void thread.terminate();
}
