import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommands } from "../../../src/operations/shortcuts/command-words.ts";
import { wordsOf } from "../../../src/operations/shortcuts/words.ts";

const read = [
  ["webhooks of web", "webhooks", "web"],
  ["Web webhooks", "webhooks", "web"],
  ["retention of web/site", "retention", "web/site"],
  ["add member to the Web", "add member", "web"],
  ["immutable tags in web", "immutable tags", "web"],
  ["retention", "retention", ""],
  ["hooks", "hooks", ""],
  ["nginx", null, ""],
  ["we", null, ""],
  ["", null, ""],
] as const;
for (const [text, verb, object] of read)
  test(`“${text}” ${verb ? `means ${verb}${object && ` of ${object}`}` : "is no command"}`, () => {
    const [command] = readCommands(wordsOf(text));
    assert.deepEqual(command ? [command.verb.join(" "), command.object] : [null, ""], [
      verb,
      object,
    ]);
  });
