import assert from "node:assert/strict";
import { test } from "node:test";
import {
  commonText,
  nameOf,
  nextStep,
  repairAllText,
  repairText,
} from "../../../src/protocol/sync/sentences.ts";

const whole = { repository: "web/app", tag: "" };
const tag = { repository: "web/app", tag: "1.0" };
const missing = { kind: "missing", repairAskedAt: null, repairByName: null } as const;

test("drift is named by its repository, and by its tag if it has one", () => {
  assert.equal(nameOf(whole), "web/app");
  assert.equal(nameOf(tag), "web/app:1.0");
});

test("the next step of drift depends on its kind, on a running repair and on the strategy", () => {
  const after = new Date("2026-12-05T10:30:00Z");
  const asked = { ...missing, repairAskedAt: after, repairByName: "ada" };

  assert.match(nextStep({ ...missing, kind: "unreadable" }, after), /^Nothing changes/);
  assert.equal(nextStep(asked, after), "The repair that ada started is running.");
  assert.match(nextStep(missing, null), /until you repair it/);
  assert.match(nextStep(missing, after), /^A sync after 2026-12-05 10:30 UTC removes it/);
});

test("a sentence that all rows of drift share is shown once", () => {
  const [lost, other] = [{ reason: "It is missing." }, { reason: "It has no manifest." }];

  assert.equal(commonText([lost, lost], "reason"), "It is missing.");
  assert.equal(commonText([lost, other], "reason"), null);
  assert.equal(commonText([lost], "reason"), null);
});

test("the preview of a repair says what it removes", () => {
  assert.equal(repairText(tag, 1), "This tag will be removed from the catalogue:");
  assert.match(
    repairText(whole, 0),
    /web\/app will be removed from the catalogue\. It has no tags\./,
  );
  assert.match(repairText(whole, 2), /will be removed from the catalogue, with its tags:/);
});

test("the preview of all repairs counts repositories and tags", () => {
  const end = "will be removed from the catalogue:";

  assert.equal(repairAllText({ repositories: 1, tags: 0 }), `1 repository with all tags ${end}`);
  assert.equal(repairAllText({ repositories: 0, tags: 2 }), `2 tags ${end}`);
  assert.equal(
    repairAllText({ repositories: 2, tags: 1 }),
    `2 repositories with all tags and 1 tag of other repositories ${end}`,
  );
});
