import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { builtFrom, readRevision } from "../../src/platform/version.ts";

const folder = mkdtempSync(join(tmpdir(), "revision-"));
after(() => rmSync(folder, { recursive: true }));

const identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
const git = (...words: string[]) =>
  execFileSync("git", [...identity, ...words], { cwd: folder, encoding: "utf8" }).trim();

test("the version has the branch, commit and tag of the checkout, loose or packed", () => {
  git("init", "--quiet", "--initial-branch", "stable");
  git("commit", "--quiet", "--allow-empty", "--message", "one");
  const commit = git("rev-parse", "HEAD");

  assert.deepEqual(readRevision(join(folder, ".git")), { branch: "stable", commit, tag: "" });

  git("tag", "--annotate", "v1.2.3", "--message", "one");
  git("pack-refs", "--all");
  assert.deepEqual(readRevision(join(folder, ".git")), { branch: "stable", commit, tag: "v1.2.3" });

  git("checkout", "--quiet", "--detach");
  assert.deepEqual(readRevision(join(folder, ".git")), { branch: "", commit, tag: "v1.2.3" });
});

test("without a checkout the version has none of them", () => {
  const none = { branch: "", commit: "", tag: "" };
  assert.deepEqual(readRevision(join(folder, "nowhere")), none);
});

test("an image has the commit that its build was given", () => {
  const file = join(folder, "commit");
  const commit = "8a1f49c1d2b3".padEnd(40, "0");

  assert.equal(builtFrom(file), undefined);
  writeFileSync(file, `${commit}\n`);
  assert.deepEqual(builtFrom(file), { branch: "", commit, tag: "" });
  writeFileSync(file, "\n");
  assert.equal(builtFrom(file), undefined);
});
