import http from "node:http";
import https from "node:https";
import type { Answer } from "./answers.ts";
import { type Address, get, mayPull } from "./client.ts";
import type { Ask, Reply } from "./exchange.ts";
import { trustOf } from "./trust.ts";

export const maxConcurrent = 8; // requests to one registry at a time

export type Patience = { connect: number; total: number }; // ms

/** A connection for many requests to one registry: keep-alive, with a limit on concurrent requests. */
export interface Connection {
  registry: Address;
  ask(address: URL, headers: Headers, limit: number): Promise<Answer<Reply>>;
  /** Sends a request; a body longer than the limit is a failure. */
  head(address: URL, headers: Headers, method?: "HEAD" | "GET"): Promise<Answer<Reply>>;
  mayPull(repository: string): Headers;
  close(): void;
}

type Headers = Record<string, string>;

export function openConnection(registry: Address, patience?: Patience): Connection {
  const { Agent } = registry.url.startsWith("https:") ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: maxConcurrent });
  const turn = turns(maxConcurrent);
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

const tokenAgeMs = 120_000; // well within the lifetime of a token
const mostTokens = 64;

/** Reuses one token for all requests about a repository, which come shortly after each other. */
function rememberTokens(registry: Address): (repository: string) => Headers {
  const tokens = new Map<string, { headers: Headers; until: number }>();
  return (repository) => {
    const known = tokens.get(repository);
    if (known && known.until > Date.now()) return known.headers;
    const headers = mayPull(registry, repository);
    if (tokens.size >= mostTokens) tokens.clear();
    tokens.set(repository, { headers, until: Date.now() + tokenAgeMs });
    return headers;
  };
}

/** Retries once after an immediate failure: the server may just have closed an idle keep-alive connection. */
async function twice(ask: () => Promise<Answer<Reply>>): Promise<Answer<Reply>> {
  const began = Date.now();
  const answer = await ask();
  const broke = !answer.ok && answer.error.kind === "unreachable" && Date.now() - began < 1_000;
  return broke ? ask() : answer;
}

/** Limits how many tasks run at a time. The others wait, first come, first served. */
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
