import { BlockList, isIP, isIPv6 } from "node:net";
import type { ApplicationToken } from "../db/client.ts";
import type { Limit } from "./current.ts";

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
export function isWithin(blocks: readonly string[], address: string): boolean {
  if (blocks.length === 0) return true;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, ""); // how a socket for both kinds names an IPv4 peer
  return isIP(plain) > 0 && blockList(blocks).check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}

/** `192.0.2.0/24`, `2001:db8::/32`, or one address alone. */
export function isBlock(text: string): boolean {
  const [address = "", length, ...more] = text.split("/");
  if (more.length > 0 || isIP(address) === 0 || address.includes("%")) return false;
  const longest = isIPv6(address) ? 128 : 32;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest);
}

function blockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = "", length] = block.split("/");
    const [kind, longest] = isIPv6(address) ? (["ipv6", 128] as const) : (["ipv4", 32] as const);
    list.addSubnet(address, Number(length ?? longest), kind);
  }
  return list;
}

function expression(pattern: string): string {
  const [head = "", rest] = pattern.split("**");
  if (rest !== undefined) return `${escaped(head)}.+`;
  return pattern.split("*").map(escaped).join("[^/]*");
}

function escaped(text: string): string {
  return text.replaceAll(".", "\\.");
}
