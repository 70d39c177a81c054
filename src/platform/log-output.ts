import { write, writeSync } from "node:fs";
import { errorCode } from "./error-fields.ts";

const maxWaiting = 8_000_000; // characters of lines that a slow reader or disk holds up
const retryMs = 100;
const pauseMs = 20; // between two writes, so that many lines are one

type Write = (fd: number, text: Buffer, done: (error: Error | null, bytes: number) => void) => void;

/**
 * Writes lines to a file descriptor, many at once, without waiting. Lines that can't be written, as on a full disk, are
 * dropped, and the next line that can be says how many: a log must not stop what it is about.
 */
export function createOutput(fd: number, writeSome: Write = write) {
  let waiting = "";
  let dropped = 0;
  let isWriting = false;

  function writeAll(text: Buffer): void {
    writeSome(fd, text, (error, bytes) => {
      if (error && isBusy(error)) return void setTimeout(() => writeAll(text), retryMs).unref();
      if (error) dropped += linesIn(text.toString());
      else if (bytes < text.length) return writeAll(text.subarray(bytes));
      setTimeout(next, pauseMs, error === null).unref();
    });
  }

  function next(worked: boolean): void {
    if (worked && dropped > 0) {
      waiting = `${droppedLine(dropped)}${waiting}`;
      dropped = 0;
    }
    isWriting = waiting !== "";
    const text = waiting;
    waiting = "";
    if (isWriting) writeAll(Buffer.from(text));
  }

  process.once("exit", () => {
    try {
      if (waiting) writeSync(fd, waiting);
    } catch {} // nothing can be done about it
  });

  return {
    write(line: string): void {
      if (waiting.length + line.length > maxWaiting) dropped += 1;
      else waiting += line;
      if (!isWriting) next(false);
    },
  };
}

const isBusy = (error: Error) => ["EAGAIN", "EBUSY"].includes(String(errorCode(error)));

const linesIn = (text: string) => text.split("\n").length - 1;

function droppedLine(lines: number): string {
  const fields = {
    level: 40,
    time: Date.now(),
    lines,
    msg: "lines of the log could not be written",
  };
  return `${JSON.stringify(fields)}\n`;
}
