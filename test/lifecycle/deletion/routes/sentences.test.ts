import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buttonText,
  deletionTitle,
  fate,
  planTitle,
  soleUse,
  transferSentence,
} from "../../../../src/lifecycle/deletion/routes/sentences.ts";

const tags = { selection: { tags: ["1.0"] }, subject: "web/app" };
const whole = { selection: { whole: true } as const, subject: "web/app" };
const namespace = { selection: { namespaces: [1] }, subject: "web" };
const team = { selection: { namespaces: [1], team: 2 }, subject: "builders" };

test("one image uses its bytes, two use theirs; parts and attachments do not count", () => {
  const manifest = (reason: "chosen" | "part") => ({
    digest: "sha256:1",
    tags: [],
    dependsOn: [],
    reason,
  });

  const [one, part, other] = [manifest("chosen"), manifest("part"), manifest("chosen")];

  assert.equal(soleUse({ deleted: [one, part] }), "Only this image uses");
  assert.equal(soleUse({ deleted: [one, part, other] }), "Only these images use");
});

test("the verb of a deletion agrees with its count and tense", () => {
  assert.deepEqual(
    [
      fate(1, { past: true }),
      fate(2, { past: true }),
      fate(1, { past: false }),
      fate(2, { past: false }),
      fate(1, { past: true, partly: true }),
      fate(2, { past: true, partly: true }),
    ],
    [
      "was deleted",
      "were deleted",
      "will be deleted",
      "will be deleted",
      "was to be deleted",
      "were to be deleted",
    ],
  );
});

test("a deleted team's namespaces are named with the team that receives them", () => {
  const some = (...names: string[]) => ({
    namespaces: names.map((name, id) => ({ id, name, repositories: 0, tags: 0, manifests: 0 })),
    receivingTeam: "ops",
  });

  assert.equal(
    transferSentence(some("web"), { past: true }),
    "web was transferred to the team ops, with all images.",
  );
  assert.equal(
    transferSentence(some("web", "db"), { past: true }),
    "web, db were transferred to the team ops, with all images.",
  );
  assert.equal(
    transferSentence(some("web"), { past: false }),
    "web will be transferred to the team ops, with all images.",
  );
});

test("the title of a plan says what it deletes", () => {
  assert.deepEqual([tags, whole, namespace, team].map(planTitle), [
    "Delete from web/app?",
    "Delete web/app?",
    "Delete the namespace web?",
    "Delete the team builders?",
  ]);
});

test("the title of a deletion says whether it is done", () => {
  assert.equal(deletionTitle(tags, { running: true }), "Deletion from web/app");
  assert.equal(deletionTitle(tags, { running: false }), "Deleted from web/app");
  assert.equal(deletionTitle(whole, { running: false }), "Deletion of web/app");
  assert.equal(deletionTitle(team, { running: true }), "Deletion of builders");
});

test("the button of a plan counts the images and tags that it deletes", () => {
  const image = { digest: "sha256:a", tags: ["1.0"], reason: "chosen", dependsOn: [] } as const;
  const part = { ...image, reason: "part" } as const;
  const tag = { tag: "2.0", digest: "sha256:b", siblings: [], indexes: [] };
  const button = (deleted: (typeof image | typeof part)[], untagged: (typeof tag)[]) =>
    buttonText({
      ...tags,
      contents: {
        deleted: deleted.map((it) => ({ ...it, tags: [...it.tags], dependsOn: [] })),
        untagged,
      },
    });

  assert.equal(button([image, part], []), "Delete 1 image");
  assert.equal(button([image, image], [tag]), "Delete 2 images and 1 tag");
  assert.equal(button([], [tag, tag]), "Delete 2 tags");
  assert.equal(buttonText({ ...namespace, contents: {} }), "Delete web");
});
