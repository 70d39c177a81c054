import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import {
  groovyText,
  shellWord,
  tomlText,
  yamlText,
} from "../../../src/identity/tokens/snippets/quoting.ts";
import { readYaml } from "../../support/lab/yaml.ts";

// What a form or a command line lets through: any line without control and bidirectional characters.

const special = fc.constantFrom(
  ..."'\"\\$`#:{}[]%&*!|>@-,? ",
  "${",
  "%{",
  "${{",
  "}}",
  "'''",
  "\\u0041",
  "\\n",
  "--",
);
const unicode = fc.fullUnicodeString({ minLength: 1, maxLength: 3 });
const texts = fc
  .sample(fc.array(fc.oneof(special, special, unicode), { minLength: 1, maxLength: 12 }), {
    numRuns: 2_000,
    seed: 15,
  })
  .map((parts) => parts.join(""))
  .filter((text) => !/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u.test(text));

test("2 000 odd texts are themselves in a shell", () => {
  const script = `printf '%s\\0' ${texts.map(shellWord).join(" ")}`;
  for (const shell of ["bash", "dash"]) {
    const read = execFileSync(shell, ["-c", script], { encoding: "utf8" }).split("\0");
    assert.deepEqual(read.slice(0, -1), texts);
  }
});

test("2 000 odd texts are themselves in YAML", () => {
  const lists = texts.map((text) => `- ${yamlText(text)}`).join("\n");

  assert.deepEqual(readYaml<string[]>(lists), [texts]);
});

test("2 000 odd texts are themselves in TOML", () => {
  const program = "import json, sys, tomllib; print(json.dumps(tomllib.loads(sys.stdin.read())))";
  const input = `texts = [${texts.map(tomlText).join(",\n")}]\n`;
  const read = execFileSync("python3", ["-c", program], { input, encoding: "utf8" });

  assert.deepEqual(JSON.parse(read).texts, texts);
});

test("odd texts end no text of Groovy", () => {
  for (const text of texts) {
    const inside = groovyText(text);
    assert.doesNotMatch(inside, /(?<!\\)(\\\\)*'''/);
    assert.equal(inside.replace(/\\(.)/gsu, "$1"), text);
  }
});
