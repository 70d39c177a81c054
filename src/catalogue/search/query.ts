import { tagGrammar } from "../../registry/names.ts";
/** What somebody looks for: part of a name, and perhaps a tag of what has that name. */
export interface Wanted {
  name: string;
  tag: string | null;
}

const nameAndTag = new RegExp(`^(.*[^:/]):(${tagGrammar})$`);

/** Reads what was typed. `web/nginx:1.27` names a tag; the registry's own name in front, as people paste it, is dropped. */
export function readQuery(typed: string, hosts: readonly string[]): Wanted {
  const text = typed.replaceAll("\0", "").trim();
  const host = hosts.find((one) => text.startsWith(`${one}/`));
  const rest = host ? text.slice(host.length + 1) : text;
  const [, name, tag] = nameAndTag.exec(rest) ?? [];
  return { name: (name ?? rest.replace(/:$/, "")).toLowerCase(), tag: tag ?? null };
}
