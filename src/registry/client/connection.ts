import http from "node:http";
import https from "node:https";
import type { Answer } from "./answers.ts";
import { type Address, get, mayPull } from "./client.ts";
import type { Ask, Reply } from "./exchange.ts";
import { trustOf } from "./trust.ts";

export const atOnce = 8; // requests that a registry gets side by side

export type Patience = { connect: number; total: number }; // ms

/** A registry that is asked much: over connections that are kept, and so many things at a time and no more. */
export interface Line {
  registry: Address;
  ask(address: URL, headers: Headers, limit: number): Promise<Answer<Reply>>;
  /** Asks without reading a body that is longer than the limit. */
  head(address: URL, headers: Headers, method?: "HEAD" | "GET"): Promise<Answer<Reply>>;
  mayPull(repository: string): Headers;
  close(): void;
}

type Headers = Record<string, string>;

export function openLine(registry: Address, patience?: Patience): Line {
  const { Agent } = registry.url.startsWith("https:") ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const turn = turns(atOnce);
  const once = (address: URL, ask: Omit<Ask, "agent">) =>
    get(address, {
      ...ask,
      agent,
      ...trustOf(registry, address),
      ...(patience && { patience }),
    });
  return {
    registry,
    ask: (address, headers, limit) => turn(() => twice(() => once(address, { headers, limit }))),
    head: (address, headers, method = "HEAD") =>
      turn(() => twice(() => once(address, { headers, method, limit: 10_000, cut: true }))),
    mayPull: rememberTokens(registry),
    close: () => agent.destroy(),
  };
}

const freshFor = 120_000; // ms: well within a token's life
const mostTokens = 64;

/** One token serves all requests about a repository, which come close after each other. */
function rememberTokens(registry: Address): (repository: string) => Headers {
  const tokens = new Map<string, { headers: Headers; until: number }>();
  return (repository) => {
    const known = tokens.get(repository);
    if (known && known.until > Date.now()) return known.headers;
    const headers = mayPull(registry, repository);
    if (tokens.size >= mostTokens) tokens.clear();
    tokens.set(repository, { headers, until: Date.now() + freshFor });
    return headers;
  };
}

/** A kept connection may have been closed by the other side just then: what failed at once is tried once more. */
async function twice(ask: () => Promise<Answer<Reply>>): Promise<Answer<Reply>> {
  const began = Date.now();
  const answer = await ask();
  const broke = !answer.ok && answer.error.kind === "unreachable" && Date.now() - began < 1_000;
  return broke ? ask() : answer;
}

/** Lets so many works go on at a time; the others wait for their turn, first come first served. */
function turns(limit: number) {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
