import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

// A number before a fixed plural is wrong for 1 ("1 tags"): pages and messages count with plural().

const nouns =
  /(?:accounts|attempts|blobs|bytes|characters|clients|comments|copies|credentials|days|deletions|deliveries|digests|entries|e-mails|errors|events|fields|groups|headers|hours|images|items|layers|levels|lines|manifests|members|minutes|months|namespaces|notifications|people|platforms|pulls|pushes|referrers|registries|repositories|robots|roles|rows|rules|seconds|sessions|stars|tags|teams|times|tokens|users|webhooks|weeks|words|years)\b/;
const adjective = /(?:(?!and |or |of |[a-z]+s )[a-z]+ )?/; // "application tokens"
const limit = /^(?:min|max)[A-Z]\w*$/; // a constant above 1

const before = {
  ".ejs": /<%=((?:(?!%>)[\s\S])*)%>(?:<[^>]*>)*\s+/,
  ".ts": /\$\{((?:[^{}]|\{[^{}]*\})*)\}\s+/,
};

const under = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending) && !path.includes("generated/"))
    .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, "utf8") }));

/** The places in a text that print a value and a fixed plural after it. */
function fixedPlurals(text: string): string[] {
  const patterns = Object.values(before).map(({ source }) => source + adjective.source);
  return patterns.flatMap((source) =>
    [...text.matchAll(new RegExp(source + nouns.source, "g"))]
      .filter(([, value = ""]) => !/^\s*plural\(/.test(value) && !limit.test(value.trim()))
      .map(([found]) => found),
  );
}

/** The places that choose between a noun and its plural without plural(). */
const handMade = (text: string) =>
  text.match(/=== 1 \? "(\w[\w -]*)" : "\1(?:e?s)"|=== 1 \? "(?:1 )[^:]*: `|\? "" : "e?s"/g) ?? [];

test("a number before a noun in a page or a message is written with plural()", () => {
  const found = [...under("views", ".ejs"), ...under("src", ".ts")].flatMap(({ path, text }) =>
    [...fixedPlurals(text), ...handMade(text)].map((wrong) => `${path}: ${wrong}`),
  );
  assert.deepEqual(found, []);
});

test("a fixed or a hand-made plural that is planted in a view or a message is found", () => {
  const planted = [
    "<p><%= count %> tags</p>",
    "<strong><%= number(count) %></strong> application tokens",
    `Deleted \${tags.length} tags.`,
    `\${n} \${n === 1 ? "tag" : "tags"}`,
    `\${n} tag\${n === 1 ? "" : "s"}`,
    `n === 1 ? "1 event" : \`\${n} events\``,
  ];
  for (const text of planted)
    assert.ok([...fixedPlurals(text), ...handMade(text)].length > 0, text);

  const right = ['<%= plural(count, "tag") %> deleted', `at most \${maxHeaders} headers`];
  for (const text of right) assert.deepEqual([...fixedPlurals(text), ...handMade(text)], []);
});
