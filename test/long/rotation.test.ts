import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, pushing } from "../support/clients/people.ts";
import { alive, run, start } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack();
const ada = await newPerson(stack, "ada");

test("every push works while the signing key is rotated, without a restart of the registry", async () => {
  const leaves = () => db.signingKey.count({ where: { kind: "leaf" } });
  const atFirst = await leaves();
  const rotations = 4;
  const failed: string[] = [];
  let pushes = 0;

  for (let turn = 0; turn < rotations; turn++) {
    const rotating = start(["bin/portus", "keys", "rotate"], stack.env);
    let over = false;
    void rotating.ended.then(() => {
      over = true;
    });
    for (let tail = 0; !over || tail < 2; tail += over ? 1 : 0) {
      const layout = imageLayout(join(stack.directory, `layout${pushes}`), `push ${pushes}`);
      const pushed = pushing(stack, ada, layout, `ada/loop:t${pushes++}`);
      if (pushed.status !== 0) failed.push(pushed.output);
      await new Promise((resolve) => setImmediate(resolve)); // lets the end of the rotation arrive
    }
    assert.equal(await rotating.ended, 0, rotating.said());
  }

  assert.deepEqual(failed, []);
  assert.equal(await leaves(), atFirst + rotations);
  assert.ok(alive(stack.registry.pid));
  assert.equal(stack.registry.child.exitCode, null);
});

test("bin/portus ca prints the registry's CA after every rotation", () => {
  const { status, output } = run(["bin/portus", "ca"], stack.env);

  assert.equal(status, 0, output);
  assert.equal(output.trim(), stack.ca.trim());
});
