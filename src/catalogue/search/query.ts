import { trimmed } from "../../platform/http/input/values.ts";
import { tagGrammar } from "../../registry/names.ts";

export interface ParsedQuery {
  name: string;
  tag: string | null;
}

const nameAndTag = new RegExp(`^(.*[^:/]):(${tagGrammar})$`);

/** Parses a query. `web/nginx:1.27` names a tag; the registry's host in front, as in a pasted reference, is dropped. */
export function parseQuery(typed: string, hosts: readonly string[]): ParsedQuery {
  const text = trimmed(typed);
  const host = hosts.find((one) => text.startsWith(`${one}/`));
  const rest = host ? text.slice(host.length + 1) : text;
  const [, name, tag] = nameAndTag.exec(rest) ?? [];
  return { name: (name ?? rest.replace(/:$/, "")).toLowerCase(), tag: tag ?? null };
}
