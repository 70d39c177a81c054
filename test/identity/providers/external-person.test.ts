import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanedPerson } from "../../../src/identity/providers/external-person.ts";
import { externalPerson } from "../../support/data/providers.ts";

test("a person from a provider has no name and no address that nobody could enter here", () => {
  const cleaned = (email: string | null, displayName: string | null) => {
    const person = cleanedPerson(externalPerson({ email, displayName }));
    return [person.email, person.displayName];
  };

  assert.deepEqual(cleaned("Mara@Example.org", " Mara "), ["mara@example.org", "Mara"]);
  assert.deepEqual(cleaned("no address", "two\nlines"), [null, null]);
  assert.deepEqual(cleaned("a@b@c", `x${"y".repeat(300)}`), [null, null]);
  assert.deepEqual(cleaned("", "turned \u202e round"), [null, null]);
  assert.deepEqual(cleaned(null, null), [null, null]);
});
