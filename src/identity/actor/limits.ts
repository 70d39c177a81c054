import { isInBlocks } from "../../platform/cidr.ts";
import type { ApplicationToken } from "../../platform/db/client.ts";
import type { Limit } from "./actor.ts";

export { isBlock } from "../../platform/cidr.ts";

type Limited = Pick<ApplicationToken, "patterns" | "actions">;

/** One part of a name with at most one star in it, so that matching never takes longer than reading. */
const part = "(?=[a-z0-9._*-])[a-z0-9._-]*\\*?[a-z0-9._-]*";
const literal = "[a-z0-9._-]+";
const grammar = new RegExp(`^(?:${part}(?:/${part})*|(?:${literal}/)*\\*\\*)$`);

/** `web/app-*` is what begins so in web; `web/**` is all in web, however deep; `*` alone is names without a slash. */
export function isPattern(text: string): boolean {
  return text.length <= 255 && grammar.test(text);
}

/** What a token is limited to; undefined when it may do all that its owner may. */
export function limitOf({ patterns, actions }: Limited): Limit | undefined {
  if (patterns.length === 0 && actions.length === 0) return undefined;
  return {
    names: patterns.length > 0 ? new RegExp(`^(${patterns.map(expression).join("|")})$`) : null,
    actions: actions.length > 0 ? actions : null,
  };
}

/** Whether an address lies in one of the blocks; any does if there are none. */
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
