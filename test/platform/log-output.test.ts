import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutput } from "../../src/platform/log-output.ts";
import { run, typescript } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

type Done = (error: Error | null, bytes: number) => void;

/** A file descriptor of which each write ends in turn as given: with an error's code, or after some bytes. */
function outputOf(ends: (string | number)[]) {
  const written: string[] = [];
  const output = createOutput(1, (_fd: number, text: Buffer, done: Done) => {
    const end = ends.shift() ?? text.length;
    if (typeof end === "string") return done(Object.assign(new Error(end), { code: end }), 0);
    written.push(text.subarray(0, end).toString());
    done(null, Math.min(end, text.length));
  });
  return { output, written };
}

test("lines that come soon after another are written at once", async () => {
  const { output, written } = outputOf([]);

  for (const line of ["one\n", "two\n", "three\n"]) output.write(line);
  await until(() => written.length > 1, "the second write");

  assert.deepEqual(written, ["one\n", "two\nthree\n"]);
});

test("lines on a full disk are dropped, and the next that is written is followed by how many", async () => {
  const ends = ["ENOSPC", "ENOSPC"];
  const { output, written } = outputOf(ends);

  output.write("one\n");
  output.write("two\n");
  await until(() => ends.length === 0, "both failures");
  output.write("three\n");
  await until(() => written.length > 1, "the second write");

  assert.equal(written[0], "three\n");
  const { level, lines, msg } = JSON.parse(written[1] ?? "");
  assert.deepEqual([level, lines, msg], [40, 2, "lines of the log could not be written"]);
});

test("a line that is written in parts is whole", () => {
  const { output, written } = outputOf([2, 1]);

  output.write("a line\n");

  assert.equal(written.join(""), "a line\n");
});

test("a program whose log is on a full disk works and ends", () => {
  const file = new URL("../../src/platform/log.ts", import.meta.url).pathname;
  const code = `const { log } = await import(${JSON.stringify(file)}); for (let n = 0; n < 3; n++) log.info("a line"); await new Promise((go) => setTimeout(go, 300)); log.info("the last"); console.error("it worked");`;
  const node = [process.execPath, ...typescript, "--input-type=module", "-e", code];

  const { status, output } = run(["sh", "-c", 'exec "$@" > /dev/full', "sh", ...node], {
    PORTUS_LOG_LEVEL: "info",
  });

  assert.equal(status, 0);
  assert.match(output, /it worked/);
});
