import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

// docs/security.md lists the requirements of OWASP ASVS 5.0.0, levels 1 and 2, with where each is met.

const document = readFileSync("docs/security.md", "utf8");
const states = ["met", "in part", "not met", "not used"];

interface Requirement {
  id: string;
  state: string;
  reason: string;
}

const requirements: Requirement[] = document
  .split("\n")
  .filter((line) => /^\| V\d/.test(line))
  .map((line) => {
    const [id = "", , state = "", reason = ""] = line.slice(2, -2).split(" | ");
    return { id, state, reason };
  });

/** The numbers of the requirements of levels 1 and 2 in each section of the standard. */
const sections: Record<string, string> = {
  "V1.1": "1 2",
  "V1.2": "1 2 3 4 5 6 7 8 9",
  "V1.3": "1 2 3 4 5 6 7 8 9 10 11",
  "V1.4": "1 2 3",
  "V1.5": "1 2",
  "V2.1": "1 2 3",
  "V2.2": "1 2 3",
  "V2.3": "1 2 3 4",
  "V2.4": "1",
  "V3.2": "1 2",
  "V3.3": "1 2 3 4",
  "V3.4": "1 2 3 4 5 6",
  "V3.5": "1 2 3 4 5",
  "V3.7": "1 2",
  "V4.1": "1 2 3",
  "V4.2": "1",
  "V4.3": "1 2",
  "V4.4": "1 2 3 4",
  "V5.1": "1",
  "V5.2": "1 2 3",
  "V5.3": "1 2",
  "V5.4": "1 2 3",
  "V6.1": "1 2 3",
  "V6.2": "1 2 3 4 5 6 7 8 9 10 11 12",
  "V6.3": "1 2 3 4",
  "V6.4": "1 2 3 4",
  "V6.5": "1 2 3 4 5",
  "V6.6": "1 2 3",
  "V6.8": "1 2 3 4",
  "V7.1": "1 2 3",
  "V7.2": "1 2 3 4",
  "V7.3": "1 2",
  "V7.4": "1 2 3 4 5",
  "V7.5": "1 2",
  "V7.6": "1 2",
  "V8.1": "1 2",
  "V8.2": "1 2 3",
  "V8.3": "1",
  "V8.4": "1",
  "V9.1": "1 2 3",
  "V9.2": "1 2 3 4",
  "V10.1": "1 2",
  "V10.2": "1 2",
  "V10.3": "1 2 3 4",
  "V10.4": "1 2 3 4 5 6 7 8 9 10 11",
  "V10.5": "1 2 3 4 5",
  "V10.6": "1 2",
  "V10.7": "1 2 3",
  "V11.1": "1 2",
  "V11.2": "1 2 3",
  "V11.3": "1 2 3",
  "V11.4": "1 2 3 4",
  "V11.5": "1",
  "V11.6": "1",
  "V12.1": "1 2 3",
  "V12.2": "1 2",
  "V12.3": "1 2 3 4",
  "V13.1": "1",
  "V13.2": "1 2 3 4 5",
  "V13.3": "1 2",
  "V13.4": "1 2 3 4 5",
  "V14.1": "1 2",
  "V14.2": "1 2 3 4",
  "V14.3": "1 2 3",
  "V15.1": "1 2 3",
  "V15.2": "1 2 3",
  "V15.3": "1 2 3 4 5 6 7",
  "V16.1": "1",
  "V16.2": "1 2 3 4 5",
  "V16.3": "1 2 3 4",
  "V16.4": "1 2 3",
  "V16.5": "1 2 3",
  "V17.1": "1",
  "V17.2": "1 2 3 4",
  "V17.3": "1 2",
};

test("every requirement of levels 1 and 2 is listed once, in order", () => {
  const expected = Object.entries(sections).flatMap(([section, numbers]) =>
    numbers.split(" ").map((number) => `${section}.${number}`),
  );

  assert.equal(expected.length, 253);
  assert.deepEqual(
    requirements.map(({ id }) => id),
    expected,
  );
});

test("every requirement that is met names the tests that show it, and they exist", () => {
  for (const { id, state, reason } of requirements) {
    assert.ok(states.includes(state), `${id} is ${state}`);
    const named = [...reason.matchAll(/`(test\/[^`]+)`: ((?:"[^"|]+"(?:, )?)+)/g)];
    if (state === "met") assert.ok(named.length > 0, `${id} names no test`);
    for (const [, file = "", titles = ""] of named)
      for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g)) {
        assert.ok(existsSync(file), `${id}: ${file}`);
        const text = readFileSync(file, "utf8").replaceAll('\\"', "'");
        assert.ok(text.includes(title), `${id}: ${file} has no "${title}"`);
      }
  }
});

test("what is not met or met in part has a reason", () => {
  for (const { id, state, reason } of requirements)
    if (state !== "met") assert.ok(reason.replace(/`[^`]*`/g, "").length > 12, id);
});

test("the summary counts the requirements in each state", () => {
  const counted = states.map((state) => {
    const count = requirements.filter((it) => it.state === state).length;
    return `${count} ${state}`;
  });
  assert.ok(document.includes(`**${counted.join(", ")}.**`), counted.join(", "));
});

test("the standard asks for these sections, and they are here", () => {
  const headings = [...document.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  assert.deepEqual(headings, [
    "Input",
    "Passwords and guessing",
    "Sessions",
    "Keys and algorithms",
    "Data",
    "Connections",
    "What costs much",
    "Logs",
    "Updates",
    "Requirements",
  ]);
});

test("every table of the database has a level of protection", () => {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  const models = [...schema.matchAll(/^model (\w+)/gm)].map(([, name]) => name);
  const [, section = ""] = document.split("\n## Data\n");
  const rows = (section.split("\n## ")[0] ?? "").match(/^\| (secret|personal|by visibility) .*$/gm);
  const listed = (rows ?? []).flatMap((row) =>
    [...(row.split(" | ").at(-1) ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );

  assert.equal(rows?.length, 3);
  assert.deepEqual(listed.sort(), models.sort());
});
