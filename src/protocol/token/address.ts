import type { IncomingMessage } from "node:http";

/** Whether the hop at a distance is one of our own proxies: Express's `trust proxy`, compiled. */
export type Trusts = (address: string, distance: number) => boolean;

/** Where a request comes from: the nearest hop that is no trusted proxy, as Express's `req.ip` has it. */
export function addressOf(req: IncomingMessage, trusts: Trusts): string {
  let address = req.socket.remoteAddress ?? "";
  const forwarded = req.headers["x-forwarded-for"];
  if (typeof forwarded !== "string") return address;

  const hops = forwarded.split(/ *, */).reverse();
  for (const [distance, hop] of hops.entries()) {
    if (!trusts(address, distance)) return address;
    address = hop;
  }
  return address;
}
