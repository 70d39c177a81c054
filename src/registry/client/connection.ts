import http from "node:http";
import https from "node:https";
import type { ExchangeOptions, Reply } from "../../platform/outgoing/exchange.ts";
import { trustOf } from "../../platform/outgoing/trust.ts";
import type { Answer } from "./answers.ts";
import { type Address, get, pullAuthorization } from "./client.ts";

export const maxConcurrent = 8; // requests to one registry at a time

export type Timeouts = { connect: number; total: number }; // ms

/** For many requests to one registry: keep-alive connections, and a limit on concurrent requests. */
export interface Connection {
  registry: Address;
  /** Sends a GET. A body of more than `limit` bytes is a failure. */
  get(address: URL, headers: Headers, limit: number): Promise<Answer<Reply>>;
  /** Sends a request and reads at most 10 kB of the body. */
  head(address: URL, headers: Headers, method?: "HEAD" | "GET"): Promise<Answer<Reply>>;
  pullAuthorization(repository: string): Headers;
  close(): void;
}

type Headers = Record<string, string>;

export function openConnection(registry: Address, timeouts?: Timeouts): Connection {
  const { Agent } = registry.url.startsWith("https:") ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: maxConcurrent });
  const limited = limitConcurrency(maxConcurrent);
  const send = (address: URL, options: Omit<ExchangeOptions, "agent">) =>
    get(address, {
      ...options,
      agent,
      ...trustOf(registry, address),
      ...(timeouts && { timeouts }),
    });
  return {
    registry,
    get: (address, headers, limit) =>
      limited(() => retryOnce(() => send(address, { headers, limit }))),
    head: (address, headers, method = "HEAD") =>
      limited(() =>
        retryOnce(() => send(address, { headers, method, limit: 10_000, truncate: true })),
      ),
    pullAuthorization: cacheTokens(registry),
    close: () => agent.destroy(),
  };
}

const tokenAgeMs = 120_000; // well within the lifetime of a token
const maxTokens = 64;

/** Reuses one token for all requests about a repository, which come shortly after each other. */
function cacheTokens(registry: Address): (repository: string) => Headers {
  const tokens = new Map<string, { headers: Headers; until: number }>();
  return (repository) => {
    const known = tokens.get(repository);
    if (known && known.until > Date.now()) return known.headers;
    const headers = pullAuthorization(registry, repository);
    if (tokens.size >= maxTokens) tokens.clear();
    tokens.set(repository, { headers, until: Date.now() + tokenAgeMs });
    return headers;
  };
}

/** Retries once after an immediate failure: the server may just have closed an idle keep-alive connection. */
async function retryOnce(send: () => Promise<Answer<Reply>>): Promise<Answer<Reply>> {
  const began = Date.now();
  const answer = await send();
  const broke = !answer.ok && answer.error.kind === "unreachable" && Date.now() - began < 1_000;
  return broke ? send() : answer;
}

/** Limits how many tasks run at a time. The others wait, first come, first served. */
function limitConcurrency(limit: number) {
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
