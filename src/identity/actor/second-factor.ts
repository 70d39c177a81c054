import { config } from "../../platform/config/config.ts";

// What a password alone opens. Application tokens are not affected: they are created by somebody who has signed in.

/** Who must have a second factor, and from when. */
export interface SecondFactorRule {
  who: "off" | "admins" | "all";
  from: Date | null; // null: now
}

interface Account {
  admin: boolean;
  robot: boolean;
}

/** Whether an account needs a second factor, now or from the date of the rule. */
export function needsSecondFactor(account: Account, rule: SecondFactorRule): boolean {
  if (account.robot || rule.who === "off") return false; // robots have no password
  return rule.who === "all" || account.admin;
}

/** Whether the rule applies already. */
export const isInForce = ({ from }: SecondFactorRule, now: Date): boolean =>
  from === null || from <= now;

/** The rule of this instance. */
export const secondFactorRule = (): SecondFactorRule => config.secondFactor;

/** Whether an account must have a second factor now. */
export function mustHaveSecondFactor(account: Account, now = new Date()): boolean {
  const rule = secondFactorRule();
  return needsSecondFactor(account, rule) && isInForce(rule, now);
}

/**
 * Why programs may not use the password of an account, right as it is: nothing asks them for the second factor. Null if
 * they may.
 */
export function passwordRefusal(
  account: Account & { secondFactorSince: Date | null },
): "second_factor" | "second_factor_missing" | null {
  if (account.secondFactorSince) return "second_factor";
  return mustHaveSecondFactor(account) ? "second_factor_missing" : null;
}
