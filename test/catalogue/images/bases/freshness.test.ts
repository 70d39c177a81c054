import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type BaseTag, freshnessOf } from "../../../../src/catalogue/images/bases/freshness.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const tag = (name: string, state: BaseTag["state"], minute?: number): BaseTag => ({
  tag: name,
  state,
  since: minute === undefined ? null : at(minute),
});

describe("a base is outdated if a tag of it moved on", () => {
  const cases: [string, BaseTag[], string | undefined, string][] = [
    ["no tag ever", [], undefined, "null untagged"],
    ["its tag still points to it", [tag("20", "current")], undefined, "20 current"],
    ["its tag moved", [tag("20", "moved", 3)], undefined, "20 moved"],
    [
      "a version tag stays while the moving one went on",
      [tag("20.11", "current"), tag("20", "moved", 3)],
      undefined,
      "20 moved",
    ],
    [
      "the last of two that moved",
      [tag("a", "moved", 1), tag("b", "moved", 2)],
      undefined,
      "b moved",
    ],
    [
      "latest moved, but the version did not",
      [tag("20", "current"), tag("latest", "moved", 3)],
      undefined,
      "20 current",
    ],
    ["only latest, and it moved", [tag("latest", "moved", 3)], undefined, "latest moved"],
    ["its only tag was deleted", [tag("20", "deleted", 3)], undefined, "20 deleted"],
    [
      "one tag was deleted, another still points to it",
      [tag("20", "deleted", 3), tag("20.11", "current")],
      undefined,
      "20.11 current",
    ],
    [
      "the image names the tag that it means",
      [tag("20.11", "current"), tag("20", "moved", 3)],
      "20.11",
      "20.11 current",
    ],
    ["the image names a tag that never pointed to it", [tag("20", "moved", 3)], "18", "20 moved"],
  ];
  for (const [name, tags, named, expected] of cases)
    test(name, () => {
      const found = freshnessOf(tags, named);
      assert.equal(`${found.tag} ${found.state}`, expected);
    });
});
