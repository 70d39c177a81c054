import { trimmed } from "../../../platform/http/input/values.ts";
import { tagGrammar } from "../../../registry/names.ts";
import { type Hosts, hasHost, readPasted } from "./pasted.ts";

/** A digest, or its beginning. */
export interface DigestQuery {
  algorithm: string | null;
  hex: string;
}

/** What somebody meant by the text of a search. */
export interface ParsedQuery {
  /** As typed, for what is no reference. */
  text: string;
  /** Part of the name of a repository, a namespace, a team or a person, in lower case. */
  name: string;
  tag: string | null;
  digest: DigestQuery | null;
  /** The path of a page of this Portus. */
  page: string | null;
  /** It says where to look: a pasted line, a host, a tag or a digest. Other texts may be part of many names. */
  isReference: boolean;
}

const nameAndTag = new RegExp(`^(|.*[^:/]):(${tagGrammar})$`);
const wholeDigest = /^(sha256|sha384|sha512):([0-9a-f]{7,128})$/i;
const bareHex = /^[0-9a-f]{7,128}$/i;

/** Parses the text of a search. The registry's host in front of a name, as in a pasted reference, is dropped. */
export function parseQuery(typed: string, hosts: Hosts): ParsedQuery {
  const text = trimmed(typed).replace(/(…|\.{3})$/, "");
  const pasted = readPasted(text, hosts);
  const nothing = { text, name: "", tag: null, digest: null, page: null };
  if (pasted && "page" in pasted) return { ...nothing, page: pasted.page, isReference: true };

  const given = pasted ? pasted.reference : text;
  const host = hosts.registries.find((one) => hasHost(given, one));
  const reference = readReference(host ? given.slice(host.length + 1) : given);
  const { tag, digest, name } = reference;
  const isReference = Boolean(pasted || host || tag || (digest && name !== digest.hex));
  return { ...nothing, ...reference, isReference };
}

/** Splits `name:tag@digest`. A word that could be a digest without its algorithm stays a name, too. */
function readReference(reference: string): Pick<ParsedQuery, "name" | "tag" | "digest"> {
  const [before = "", after] = reference.split(/@(?=[^@]*$)/);
  const digest = readDigest(after ?? before);
  if (digest && after === undefined)
    return { name: digest.algorithm ? "" : digest.hex, tag: null, digest };

  const named = digest ? before : reference;
  const [, name, tag] = nameAndTag.exec(named) ?? [];
  return { name: (name ?? named.replace(/:$/, "")).toLowerCase(), tag: tag ?? null, digest };
}

function readDigest(text: string): DigestQuery | null {
  const [, algorithm, hex] = wholeDigest.exec(text) ?? [];
  if (algorithm && hex) return { algorithm: algorithm.toLowerCase(), hex: hex.toLowerCase() };
  return bareHex.test(text) ? { algorithm: null, hex: text.toLowerCase() } : null;
}
