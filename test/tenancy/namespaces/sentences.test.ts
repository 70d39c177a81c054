import assert from "node:assert/strict";
import { test } from "node:test";
import { whoMay } from "../../../src/tenancy/namespaces/sentences.ts";

const cases = [
  [
    "team",
    "public",
    "allow-teams",
    "Anyone may pull. Admins and the owners and contributors of web may push.",
  ],
  [
    "team",
    "protected",
    "allow-personal",
    "Everyone who is signed in may pull. Only admins may push.",
  ],
  [
    "team",
    "private",
    "allow-teams",
    "Members of web may pull; its owners and contributors may push. Admins may do both.",
  ],
  ["team", "private", "admin-only", "Members of web may pull. Admins may pull and push."],
  ["personal", "private", "allow-teams", "Only olive and admins may pull and push."],
  ["personal", "public", "allow-personal", "Anyone may pull. Only olive and admins may push."],
  ["personal", "private", "admin-only", "Only olive and admins may pull. Only admins may push."],
  ["global", "public", "allow-teams", "Anyone may pull. Only admins may push."],
] as const;

for (const [kind, visibility, pushPolicy, words] of cases)
  test(`a ${visibility} ${kind} namespace under ${pushPolicy}: ${words}`, () => {
    const owner = kind === "personal" ? { username: "olive" } : null;

    assert.equal(whoMay({ kind, visibility, owner, team: { name: "web" } }, { pushPolicy }), words);
  });

test("when its owner is gone, a private personal namespace is left to the admins", () => {
  const left = {
    kind: "personal",
    visibility: "private",
    owner: null,
    team: { name: "x" },
  } as const;

  assert.equal(whoMay(left, { pushPolicy: "allow-teams" }), "Only admins may pull and push.");
});
