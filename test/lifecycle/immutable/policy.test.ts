import assert from "node:assert/strict";
import { test } from "node:test";
import { operator, portus } from "../../../src/identity/actor/system-actors.ts";
import { canDeleteImmutableTags } from "../../../src/lifecycle/immutable/policy.ts";

const person = { id: 7, username: "pia", displayName: null, admin: false, robot: false };

test("people who are admins may delete immutable tags; robots and Portus itself may not", () => {
  const may = {
    person: canDeleteImmutableTags(person),
    admin: canDeleteImmutableTags({ ...person, admin: true }),
    robot: canDeleteImmutableTags({ ...person, robot: true }),
    adminRobot: canDeleteImmutableTags({ ...person, admin: true, robot: true }),
    operator: canDeleteImmutableTags(operator),
    portus: canDeleteImmutableTags(portus),
  };

  assert.deepEqual(may, {
    person: false,
    admin: true,
    robot: false,
    adminRobot: false,
    operator: true,
    portus: false,
  });
});
