import { isInBlocks } from "../../platform/cidr.ts";
import type { ApplicationToken } from "../../platform/db/client.ts";
import type { Scope } from "../../platform/http/api/scopes.ts";
import type { Limit, Restriction } from "./actor.ts";
import { includesScope } from "./policy.ts";

export { isBlock } from "../../platform/cidr.ts";

type Limited = Pick<ApplicationToken, "patterns" | "actions">;

/** One part of a name with at most one star, so that matching takes linear time. */
const part = "(?=[a-z0-9._*-])[a-z0-9._-]*(?:\\*[a-z0-9._-]*)?";
const literal = "[a-z0-9._-]+";
const grammar = new RegExp(`^(?:${part}(?:/${part})*|(?:${literal}/)*\\*\\*)$`);

/** `web/app-*` matches names in web that begin so, `web/**` everything in web, and `*` top-level images. */
export function isPattern(text: string): boolean {
  return text.length <= 255 && grammar.test(text);
}

/** The limits of a token; undefined if it may do everything its owner may. */
export function limitOf({ patterns, actions }: Limited): Limit | undefined {
  if (patterns.length === 0 && actions.length === 0) return undefined;
  return {
    names: patterns.length > 0 ? new RegExp(`^(${patterns.map(expression).join("|")})$`) : null,
    actions: actions.length > 0 ? actions : null,
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

function expression(pattern: string): string {
  const [head = "", rest] = pattern.split("**");
  if (rest !== undefined) return `${escaped(head)}.+`;
  return pattern.split("*").map(escaped).join("[^/]*");
}

function escaped(text: string): string {
  return text.replaceAll(".", "\\.");
}
