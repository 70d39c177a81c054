import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rules } from "../../src/platform/config/config.ts";
import { admin, contributor, owner, rules, stranger, viewer } from "./data/policy-actors.ts";

export const people = { owner, contributor, viewer, stranger, admin };
export const peopleAndNobody = { ...people, nobody: null };

export const off = (rule: keyof Rules): Rules => ({ ...rules, [rule]: false });
export const on = (rule: keyof Rules): Rules => ({ ...rules, [rule]: true });

/** An action, the names of those who may do it, and the function of the policy that decides. */
type PolicyCase<Name, Asker> = [
  action: string,
  allowed: Name[],
  isAllowed: (actor: Asker) => boolean,
];

/** Declares a test for each action: exactly the named people may do it. */
export function testPolicy<Name extends string, Asker>(
  askers: Record<Name, Asker>,
  cases: PolicyCase<Name, Asker>[],
): void {
  for (const [action, allowed, isAllowed] of cases)
    test(`${action}: ${allowed.join(", ") || "nobody"} may`, () => {
      const granted = Object.entries<Asker>(askers).filter(([, actor]) => isAllowed(actor));
      assert.deepEqual(
        granted.map(([name]) => name),
        allowed,
      );
    });
}
