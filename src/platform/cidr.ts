import { BlockList, isIP, isIPv6 } from "node:net";

/** Parses `192.0.2.0/24`, `2001:db8::/32` or a single address. */
export function isBlock(text: string): boolean {
  const [address = "", length, ...more] = text.split("/");
  if (more.length > 0 || isIP(address) === 0 || address.includes("%")) return false;
  const maxPrefix = isIPv6(address) ? 128 : 32;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= maxPrefix);
}

/** Reads the address blocks of a setting: a list, `on` for all addresses or `off` for none. */
export function blocksIn(text: string): readonly string[] {
  if (text === "on") return ["0.0.0.0/0", "::/0"];
  return text === "off" ? [] : text.split(",");
}

export function isInBlocks(blocks: readonly string[], address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, ""); // a dual-stack socket reports an IPv4 peer this way
  return isIP(plain) > 0 && blockList(blocks).check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}

/** The network of an address: the whole IPv4 address, or the first half of an IPv6 address, which one household gets. */
export function networkOf(address: string): string {
  return isIPv6(unmapped(address)) ? prefixOfIPv6(address, 4) : unmapped(address);
}

/** The site that an address belongs to: the /24 of an IPv4 address, or the /48 of an IPv6 address, which one company gets. */
export function siteOf(address: string): string {
  const plain = unmapped(address);
  if (isIPv6(plain)) return prefixOfIPv6(plain, 3);
  return plain.replace(/^(\d+\.\d+\.\d+)\.\d+$/, "$1.0/24");
}

/** A dual-stack socket reports an IPv4 peer as ::ffff:192.0.2.7. */
const unmapped = (address: string) =>
  /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

function prefixOfIPv6(address: string, groups: number): string {
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const all = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return `${all
    .slice(0, groups)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/${groups * 16}`;
}

function blockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = "", length] = block.split("/");
    const [kind, maxPrefix] = isIPv6(address) ? (["ipv6", 128] as const) : (["ipv4", 32] as const);
    list.addSubnet(address, Number(length ?? maxPrefix), kind);
  }
  return list;
}
