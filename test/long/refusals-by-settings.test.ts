import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { deleting, newPerson, pushing } from "../support/clients/people.ts";
import { refusalPage } from "../support/clients/refusals.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack({
  settings: {
    PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY: "admin-only",
    PORTUS_DELETE_ENABLED: "false",
  },
});
const ada = await newPerson(stack, "ada"); // the admin, since she signs up first
const carl = await newPerson(stack, "carl");

let made = 0;
const image = () => imageLayout(join(stack.directory, `layout${++made}`), `image ${made}`);

test("a push where only admins may push", async () => {
  const page = await refusalPage(ada, () => pushing(stack, carl, image(), "carl/web:1"));

  assert.match(page, /The push policy here allows only admins to push/);
});

test("a deletion where deletion is disabled", async () => {
  const pushed = pushing(stack, ada, image(), "ada/web:1");
  assert.equal(pushed.status, 0, pushed.output);

  const page = await refusalPage(ada, () => deleting(stack, ada, "ada/web:1"));

  assert.match(page, /Deletion is disabled here, for admins too/);
});
