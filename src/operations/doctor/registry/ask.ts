import type { Registry } from "../../../platform/db/client.ts";
import type { ExchangeOptions, Reply } from "../../../platform/outgoing/exchange.ts";
import { trustOf } from "../../../platform/outgoing/trust.ts";
import type { Answer } from "../../../registry/client/answers.ts";
import { get } from "../../../registry/client/client.ts";

type Options = Partial<Omit<ExchangeOptions, "headers">> & {
  token?: string;
  headers?: Record<string, string>;
};

const timeouts = { connect: 4_000, total: 8_000 };

/** Sends one request to a registry, with its trust settings. */
export function ask(
  registry: Registry,
  address: string | URL,
  { token, headers, ...options }: Options = {},
): Promise<Answer<Reply>> {
  const url = new URL(address, `${registry.url}/`);
  return get(url, {
    limit: 200_000,
    timeouts,
    ...options,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    ...trustOf(registry, url),
  });
}
