import assert from "node:assert/strict";
import { test } from "node:test";
import { filesUnder } from "./support/layers.ts";

// What comes from outside is read by schemas, and each text of a schema has a bound.

const files = filesUnder("src", ".ts");

const edges =
  /^platform\/http\/(api\/(bodies|call)|input\/(form|page-query|storable)|pages\/confirm|csrf)\.ts$|^tenancy\/scim\/routes\/scim\.ts$/; // these apply the schemas of others

test("a schema reads every body and query of a request", () => {
  const readers =
    /(\w+\.parse\(|(submit|parseForm|readForm|parse|fieldsIn)\(\s*\w+(\([\w.]+\))?,\s*(\{ \.\.\.)?|isConfirmed\(|idIn\((?=req\.query))(req\.(body|query))\b(?![.[?])/g;
  const unread =
    /\b(req|request)\??\.(body|query)\b|\{[^{}]*\b(body|query)\b[^{}]*\}(: Request\b| = req\b)/;
  const found = files.filter(
    ({ path, text }) => !edges.test(path) && unread.test(text.replace(readers, "")),
  );
  assert.deepEqual(
    found.map(({ path }) => path),
    [],
  );
});

test("S1: a text from outside has the schema that checks its length first; answers need none", () => {
  const free = /^platform\/(bounded-text\.ts$|config\/)/; // settings come from the operator
  const bare = /\bz\s*\.\s*(coerce\s*\.\s*)?string\(/;
  const statements = files.flatMap(({ path, text }) =>
    free.test(path) ? [] : schemasIn(path, text),
  );
  const answers = namesOfAnswers(statements);

  const unbounded = statements
    .filter(({ name, path }) => !answers.has(name) && !/\/present(\.ts|\/)/.test(path))
    .filter(({ text }) => bare.test(withoutAnswers(text)))
    .map(({ path, name }) => `${path} ${name}`);
  assert.deepEqual(unbounded, []);
});

interface Statement {
  path: string;
  name: string;
  text: string;
}

/** The statements at the top level of a file. */
const schemasIn = (path: string, text: string): Statement[] =>
  text.split(/^(?=\S)/m).map((statement) => ({
    path,
    name: /^(?:export )?const (\w+)/.exec(statement)?.[1] ?? "",
    text: statement,
  }));

/** The names that answers are made of, directly or in each other. */
function namesOfAnswers(statements: readonly Statement[]): Set<string> {
  const found = new Set(statements.flatMap(({ text }) => answersIn(text).flatMap(wordsOf)));
  for (const name of found)
    for (const { text } of statements.filter((it) => it.name === name))
      for (const word of wordsOf(text)) found.add(word);
  return found;
}

const wordsOf = (text: string) => text.match(/\b[A-Z]\w+/g) ?? [];
const answer =
  /\banswer:\s*(?:[^()\n]|\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))*,\n/g;
const answersIn = (text: string) => text.match(answer) ?? [];
const withoutAnswers = (text: string) => text.replace(answer, "");
