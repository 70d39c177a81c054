import assert from "node:assert/strict";
import { test } from "node:test";
import { collect, findProblems } from "../../../src/operations/problems/find.ts";
import { type Problem, problem } from "../../../src/operations/problems/problem.ts";
import { Forbidden } from "../../../src/platform/errors.ts";
import { actorOf, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const one = (kind: Problem["kind"], severity: Problem["severity"]) => async () => [
  problem({ kind, severity, sentence: kind, cure: "" }),
];

test("what does not work comes before what will stop, the most pressing kind first", async () => {
  const found = await collect({
    tokens: one("tokens", "warn"),
    webhooks: one("webhooks", "bad"),
    disk: one("disk", "warn"),
    registry: one("registry", "bad"),
  });

  assert.deepEqual(
    found.map(({ sentence }) => sentence),
    ["registry", "webhooks", "disk", "tokens"],
  );
});

test("a part that fails or hangs is a problem itself, and hides no other", async () => {
  const found = await collect({
    registry: one("registry", "bad"),
    drift: async () => {
      throw new Error("relation does not exist");
    },
    disk: () => new Promise(() => {}),
  });

  assert.deepEqual(
    found.map(({ sentence }) => sentence),
    [
      "registry",
      "Disk: Portus could not check for problems: there was no answer in time",
      "Drift: Portus could not check for problems: relation does not exist",
    ],
  );
});

test("who can wait longer learns of a slow part what it finds", async () => {
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [problem({ kind: "disk", severity: "bad", sentence: "it is full", cure: "" })];
  };
  const sentences = async (timeoutMs: number) =>
    (await collect({ disk: slow }, timeoutMs)).map(({ sentence }) => sentence);

  assert.match((await sentences(5)).join(), /could not check for problems/);
  assert.deepEqual(await sentences(10_000), ["it is full"]);
});

test("only admins may see the problems of the instance", async () => {
  const person = await makeUser();

  await assert.rejects(findProblems(actorOf(person)), Forbidden);
});
