import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { costlyExpressionsIn, costOf } from "../support/expressions.ts";
import { root } from "../support/processes.ts";
import { collectSchemas } from "./schemas.ts";

const folder = mkdtempSync(join(tmpdir(), "portus-expressions-"));
after(() => rmSync(folder, { recursive: true }));

test("S1: npm run check refuses an expression whose cost grows faster than its text, and says where", () => {
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src/names.ts"), "const a: string = 'a';\n\na.replace(/-+$/, '');\n");
  const check = `${root}/test/support/check-expressions.ts`;

  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", check, join(folder, "src")],
    { encoding: "utf8" },
  );

  assert.equal(status, 1, stderr);
  assert.match(stderr, /names\.ts:3 \/-\+\$\/\n {2}It reads a run of "-" again .*\. Let it read/);
});

const costly = [
  ["src/a.ts", "const trimmed = (it: string): string => it.replace(/ +$/, '');"],
  ["src/b.ts", "export const words = /^(\\w+\\s?)*$/;"],
  ["src/c.ts", "const name = new RegExp('a+b?a+c');"],
  ["public/d.js", "document.title.match(/<.*>.*!/);"],
  ["views/e.ejs", "<p>\n<% if (/a*a*b/.test(name)) { %>a<% } %></p>"],
] as const;

for (const [path, text] of costly)
  test(`S1: an expression is found in ${path}`, () => {
    assert.equal(costlyExpressionsIn(text, path).length, 1);
  });

test("S1: an expression that reads each character once is accepted", () => {
  assert.deepEqual(costlyExpressionsIn("export const name = /^[a-z]+(-[a-z]+)*$/;", "a.ts"), []);
});

test("S1: no expression that modules put together when they are loaded costs more than its text", async (t) => {
  const made = new Map<string, string>();
  const native = globalThis.RegExp;
  globalThis.RegExp = new Proxy(native, {
    construct(target, given, self) {
      const [source, flags = ""] = given;
      const [, , caller = ""] = new Error().stack?.split("\n") ?? [];
      const ours = !/node_modules\/(?!\.cache)/.test(caller);
      if (ours && typeof source === "string") made.set(source, String(flags));
      return Reflect.construct(target, given, self);
    },
  });
  try {
    await collectSchemas();
  } finally {
    globalThis.RegExp = native;
  }

  t.diagnostic(`${made.size} expressions`);
  const problems = [...made].flatMap(
    ([source, flags]) => costOf(source, flags) && [`/${source}/${flags}`],
  );
  assert.ok(made.size > 4);
  assert.deepEqual(problems.filter(Boolean), []);
});
