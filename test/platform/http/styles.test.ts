import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const under = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending))
    .map((path) => readFileSync(`${folder}/${path}`, "utf8"));
const wordsOf = (text = "") => text.match(/[\w-]+/g) ?? [];

const styled = new Set(
  under("public/css", ".css").flatMap((text) => {
    const selectors = text.replace(/\/\*[\s\S]*?\*\//g, "").match(/[^{};]+(?=\{)/g) ?? [];
    return selectors.flatMap((selector) => selector.match(/(?<=\.)[a-z][\w-]*/gi) ?? []);
  }),
);

/** As views and scripts write them. One that ends as `badge--` is the start of several, which the server completes. */
const used = new Set([
  ...under("views", ".ejs").flatMap((text) =>
    [...text.matchAll(/class="((?:<%[\s\S]*?%>|[^"<])*)"/g)].flatMap(([, names = ""]) => [
      ...wordsOf(names.replace(/<%[\s\S]*?%>/g, " ")),
      ...[...names.matchAll(/["`]([\w -]+)/g)].flatMap(([, literal]) => wordsOf(literal)),
    ]),
  ),
  ...under("public/js", ".js").flatMap((text) =>
    [...text.matchAll(/className[:=]\s*"([^"]+)"/g)].flatMap(([, names]) => wordsOf(names)),
  ),
]);
const started = [...used].filter((name) => name.endsWith("--"));
const isStart = (name: string) => started.includes(name);

test("every class that is styled is used by a view or a script", () => {
  const idle = [...styled].filter(
    (name) => !used.has(name) && !started.some((start) => name.startsWith(start)),
  );

  assert.deepEqual(idle, []);
});

test("every class that a view or a script uses is styled", () => {
  const bare = [...used].filter((name) => !styled.has(name) && !isStart(name));

  assert.deepEqual(bare, []);
});

test("every rule is in a declared layer, so the order of the files does not matter", () => {
  const [, list = ""] =
    /^@layer ([\w, ]+);\n$/.exec(readFileSync("public/css/app.css", "utf8")) ?? [];
  const declared = list.split(", ");
  const files = readdirSync("public/css").filter((name) => name !== "app.css");

  for (const file of files) {
    const text = readFileSync(`public/css/${file}`, "utf8");
    const outermost = text.match(/^[^\s}].*\{$/gm) ?? [];
    assert.ok(outermost.length > 0, file);
    for (const line of outermost) assert.match(line, /^@layer \w+ \{$/, file);
    for (const [, layer = ""] of text.matchAll(/^@layer (\w+)/gm))
      assert.ok(declared.includes(layer), `${file}: ${layer}`);
  }
});
