import { trimmed } from "../../../platform/http/input/values.ts";
import { tagGrammar } from "../../../registry/names.ts";
import { type Hosts, hasHost, readPasted } from "./pasted.ts";

/** A digest, or its beginning. */
export interface DigestQuery {
  algorithm: string | null;
  hex: string;
}

/** What somebody meant by a text: a search, or a reference to an image. */
export interface ParsedQuery {
  /** As typed, for what is no reference. */
  text: string;
  /** Part of the name of a repository, a namespace, a team or a person, in lower case. */
  name: string;
  tag: string | null;
  digest: DigestQuery | null;
  /** The host of this instance that stood in front of the name. */
  host: string | null;
  /** The path of a page of this Portus. */
  page: string | null;
  /** It says where to look: a pasted line, a host, a tag or a digest. Other texts may be part of many names. */
  isReference: boolean;
}

const nameAndTag = new RegExp(`^(|.*[^:/]):(${tagGrammar})$`);
const wholeDigest = /^(sha256|sha384|sha512):([0-9a-f]{7,128})$/i;
const cut = /(…|(?<=[0-9a-f]{7})\.{3})$/i; // at the end of a digest or a long name
const bareHex = /^[0-9a-f]{7,128}$/i;

/** Parses a text that was typed or pasted. The registry's host is no part of the name. */
export function parseQuery(typed: string, hosts: Hosts): ParsedQuery {
  const text = trimmed(typed).replace(cut, "");
  const pasted = readPasted(text, hosts);
  const nothing = { text, name: "", tag: null, digest: null, host: null, page: null };
  if (pasted && "page" in pasted) return { ...nothing, page: pasted.page, isReference: true };

  const given = pasted ? pasted.reference : text;
  const host = hosts.registries.find((one) => hasHost(given, one)) ?? null;
  const reference = readReference(host ? given.slice(host.length + 1) : given);
  const { tag, digest, name } = reference;
  const isReference = Boolean(pasted || host || tag || (digest && name !== digest.hex));
  return { ...nothing, ...reference, host, isReference };
}

/** Splits `name:tag@digest`. A word that could be a digest without its algorithm stays a name, too. */
export function readReference(reference: string): Pick<ParsedQuery, "name" | "tag" | "digest"> {
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
