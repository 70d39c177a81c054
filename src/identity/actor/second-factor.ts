import { createCache } from "../../platform/cache.ts";
import { config } from "../../platform/config/config.ts";
import { db, onAccessChange } from "../../platform/db/client.ts";

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

const cachedMs = 60_000;
const cache = createCache<SecondFactorRule>(1);
onAccessChange(() => cache.clear());

const noRule: SecondFactorRule = { who: "off", from: null };

/** The rule of this instance: that of the environment, or else the one that an admin set. */
export async function secondFactorRule(): Promise<SecondFactorRule> {
  return config.secondFactor ?? cache.fetch("", cachedMs, storedRule);
}

const storedRule = async () =>
  (await db.secondFactorRule.findFirst({ select: { who: true, from: true } })) ?? noRule;

/** Whether an account must have a second factor now. */
export async function mustHaveSecondFactor(account: Account, now = new Date()): Promise<boolean> {
  const rule = await secondFactorRule();
  return needsSecondFactor(account, rule) && isInForce(rule, now);
}

/**
 * Why programs may not use the password of an account, right as it is: nothing asks them for the second factor. Null if
 * they may.
 */
export async function passwordRefusal(
  account: Account & { secondFactorSince: Date | null },
): Promise<"second_factor" | "second_factor_missing" | null> {
  if (account.secondFactorSince) return "second_factor";
  return (await mustHaveSecondFactor(account)) ? "second_factor_missing" : null;
}
