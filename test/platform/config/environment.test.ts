import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readEnvironment, variables } from "../../../src/platform/config/environment.ts";

const example = readFileSync(".env.example", "utf8");

test(".env.example lists every setting, and none that Portus does not know", () => {
  const listed = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = ""]) => name);

  assert.deepEqual([...listed].sort(), [...variables].sort());
});

test("the values in .env.example are valid", () => {
  const lines = [...example.matchAll(/^#?([A-Z_]+)=(.+)$/gm)];
  const env = Object.fromEntries(lines.map(([, name, value]) => [name, value]));

  assert.deepEqual(readEnvironment(env).problems, []);
});

test("bad settings are listed all at once, each by its name", () => {
  const { problems } = readEnvironment({ PORT: "many", PORTUS_TOKEN_TTL: "5", PORTUS_URL: "x" });

  assert.equal(problems.length, 3);
  assert.match(problems.join("\n"), /PORT must be from 1 to 65535, not many/);
  assert.match(problems.join("\n"), /PORTUS_TOKEN_TTL must be at least 60 seconds/);
});

test("a day for second factors needs the rule that begins then", () => {
  const { problems } = readEnvironment({ PORTUS_SECOND_FACTOR_FROM: "2027-01-31" });

  assert.deepEqual(problems, [
    "PORTUS_SECOND_FACTOR_FROM needs PORTUS_SECOND_FACTOR, the rule that it begins",
  ]);
});

test("a wrong number, size or word has one sentence that says what is right", () => {
  const { problems } = readEnvironment({
    PORTUS_LOG_FILES: "100",
    PORTUS_LOG_SAMPLE: "-1",
    PORTUS_LOG_MAX_SIZE: "10",
    PORTUS_LOG_LEVEL: "verbose",
    PORTUS_DRAIN_SECONDS: "",
  });

  assert.deepEqual(problems.toSorted(), [
    "PORTUS_LOG_FILES must be a number of files from 1 to 99",
    "PORTUS_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent",
    "PORTUS_LOG_MAX_SIZE must be at least 1 MB, or none",
    "PORTUS_LOG_SAMPLE must be a number of requests from 1 to 1000000",
  ]);
});

for (const [text, good] of [
  ["off", true],
  ["1", true],
  ["10.0.0.0/8, 2001:db8::1,loopback", true],
  ["on", false],
  ["proxy.internal", false],
  ["10.0.0.0/33", false],
] as const)
  test(`the trusted proxies "${text}" are ${good ? "accepted" : "refused at the start"}`, () => {
    const { problems } = readEnvironment({ PORTUS_TRUST_PROXY: text });

    assert.equal(problems.length === 0, good);
    if (!good) assert.match(problems[0] ?? "", /^PORTUS_TRUST_PROXY must be off, the number of/);
  });
