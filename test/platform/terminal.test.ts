import assert from "node:assert/strict";
import { test } from "node:test";
import { cell } from "../../src/platform/csv.ts";
import { createLog } from "../../src/platform/log.ts";
import { writeEmail } from "../../src/platform/mail/template.ts";
import { visibleJson, visibleLine, visibleText } from "../../src/platform/terminal.ts";

// Escape sequences, carriage return, backspace, C1, right-to-left override, isolates, marks and line separators.
const hostile = ["\u001b[2J", "\r", "\b", "\u009b31m", "\u202e", "\u2066", "\u200f", "\u2028"];

const isRaw = (text: string) => /[\u202e\u2066\u200f\u2028]|(?![\t\n])\p{Cc}/u.test(text);

for (const text of hostile) {
  const name = `web/${text}evil`;

  test(`S13: ${JSON.stringify(text)} in a name reaches no terminal, CSV, letter or log line raw`, () => {
    const written: string[] = [];
    createLog("info", { write: (line) => void written.push(line) }).info({ user: name }, name);
    const values = { username: name, url: "http://portus.test.lan", lifetime: "1 hour", link: "x" };

    const outputs = [
      visibleText(name),
      cell(name).replaceAll("\r\n", ""),
      writeEmail("confirmation-link", "ada@example.org", values).text,
      written.join(""),
    ];

    for (const output of outputs) assert.equal(isRaw(output), false, JSON.stringify(output));
  });

  test(`${JSON.stringify(text)} has the same value in JSON`, () => {
    assert.deepEqual(JSON.parse(visibleJson(JSON.stringify({ name }))), { name });
  });
}

test("S13: a name with a line feed adds no line to a letter", () => {
  const values = { username: "ada\n\nOpen http://evil", url: "u", lifetime: "1 hour", link: "x" };

  const { text } = writeEmail("confirmation-link", "ada@example.org", values);

  assert.ok(text.includes("ada\\u{a}\\u{a}Open"));
});

test("tabs, line feeds and all other text stay as they are", () => {
  const text = "имя\t日本\n👩‍👩‍👧 e\u0301";

  assert.equal(visibleText(text), text);
  assert.equal(visibleLine("a\nb"), "a\\u{a}b");
});
