import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { joinModules } from "../../../src/platform/http/pages/scripts.ts";

const join = (modules: Record<string, string>) =>
  joinModules(new Map(Object.entries(modules)), "app.js");

test("modules run once each, after those that they import, with names of their own", () => {
  const script = join({
    "app.js": 'import "./a.js";\nimport "./b.js";\n',
    "a.js": 'import { twice } from "./c.js";\nconst own = 2;\nlog.push(twice(own));\n',
    "b.js": 'import { start, twice } from "./c.js";\nconst own = start;\nlog.push(twice(own));\n',
    "c.js":
      "log.push('c');\nexport const start = 5;\nexport function twice(n) {\n  return n * 2;\n}\n",
  });
  const log: unknown[] = [];

  runInNewContext(script, { log });

  assert.deepEqual(log, ["c", 4, 10]);
});

const refused: [string, RegExp, Record<string, string>][] = [
  ["a missing script", /b\.js is imported/, { "app.js": 'import "./b.js";' }],
  ["a circle", /imports itself/, { "app.js": 'import "./b.js";', "b.js": 'import "./app.js";' }],
  ["an import of another form", /cannot join/, { "app.js": 'import * as b from "./b.js";' }],
  ["an export of another form", /cannot join/, { "app.js": "export default 1;" }],
  [
    "two exports of one name",
    /both export one/,
    {
      "app.js": 'import "./b.js";\nexport const one = 1;',
      "b.js": "export const one = 2;",
    },
  ],
];
for (const [what, message, modules] of refused)
  test(`${what} is refused at the start`, () => {
    assert.throws(() => join(modules), message);
  });
