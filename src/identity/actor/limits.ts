import { isInBlocks } from "../../platform/cidr.ts";
import type { ApplicationToken } from "../../platform/db/client.ts";
import type { Scope } from "../../platform/http/api/scopes.ts";
import { covers } from "../../platform/patterns.ts";
import type { Limit, Names, Restriction } from "./actor.ts";
import { includesScope } from "./policy.ts";

export { isBlock } from "../../platform/cidr.ts";

type Limited = Pick<ApplicationToken, "patterns" | "actions">;

/** The limits of a token; undefined if it may do everything its owner may. */
export function limitOf({ patterns, actions }: Limited): Limit | undefined {
  if (patterns.length === 0 && actions.length === 0) return undefined;
  return {
    names: patterns.length > 0 ? namesOf(patterns) : null,
    actions: actions.length > 0 ? actions : null,
  };
}

/** What is no repository has an empty name here. Only `*` has always included that. */
function namesOf(patterns: readonly string[]): Names {
  return {
    patterns,
    test: (name) => (name === "" ? patterns.includes("*") : covers(patterns, name)),
  };
}

/** Why a token may give no access that outlasts it; undefined if it may. */
export function restrictionOf({
  expiresAt,
  addresses,
}: Pick<ApplicationToken, "expiresAt" | "addresses">): Restriction | undefined {
  if (addresses.length === 0) return expiresAt ? "expires" : undefined;
  return expiresAt
    ? "expires and works only from some addresses"
    : "works only from some addresses";
}

export function scopesOf({ scopes }: Pick<ApplicationToken, "scopes">): Scope[] {
  return scopes as Scope[]; // a constraint of the table holds it
}

/** The scopes that together allow everything an account may do. */
export function fullAccess({ admin }: { admin: boolean }): Scope[] {
  return admin ? ["registry", "api:write", "admin"] : ["registry", "api:write"];
}

/** Tokens from before scopes have these, even if their owner is no admin; others that have them may do the same. */
const scopesFromBefore: readonly Scope[] = ["registry", "api:write", "admin"];

export function hasScopesFromBefore(scopes: readonly Scope[]): boolean {
  return (
    scopes.length === scopesFromBefore.length && scopesFromBefore.every((it) => scopes.includes(it))
  );
}

export function hasFullAccess(scopes: readonly Scope[], account: { admin: boolean }): boolean {
  return fullAccess(account).every((needed) => includesScope(scopes, needed));
}

/** Whether an address is in one of the blocks; true if there are no blocks. */
export function isInAnyBlock(blocks: readonly string[], address: string): boolean {
  return blocks.length === 0 || isInBlocks(blocks, address);
}
