import { trimCharacters } from "../../../platform/bounded-text.ts";

/** The parts of an address that lead to the pages of Portus: the first part of their paths. */
const pageRoots = wordSet(`
  repositories namespaces teams people robots profile permissions activity deletions explore
  admin api sizes`);

/** The hosts of this instance: of its registries, in lower case, and of its pages. */
export interface Hosts {
  registries: readonly string[];
  isSite: (host: string) => boolean;
}

/** What a pasted text leads to: a reference to search for, or a page of this Portus. */
export type Pasted = { reference: string } | { page: string };

/** Finds the reference in a pasted command, a line of a file or a URL; null if the text is none of these. */
export function readPasted(text: string, hosts: Hosts): Pasted | null {
  const word = wordOfLine(text, hosts);
  const candidate = word ?? unquoted(text);
  if (/\s/.test(candidate)) return null;
  if (/^https?:\/\//i.test(candidate)) return readUrl(candidate, hosts);
  const scheme = /^[a-z][a-z-]*:\/\//i.exec(candidate); // docker://, oci://
  if (scheme) return { reference: candidate.slice(scheme[0].length) };
  return word ? { reference: word } : null;
}

const tools = wordSet(`
  docker podman nerdctl crane skopeo regctl oras helm cosign buildah ctr crictl trivy syft
  grype dive apptainer singularity`);

const subcommands = wordSet(`
  pull push run image images artifact manifest inspect create copy cp show fetch digest ls
  tag verify tree sign install upgrade buildx imagetools history save rmi rm config export
  discover container download list-tags delete from get head scan template`);

/** Options that take the next word as their value. */
const valued =
  /^(--(platform|arch|os|creds|authfile|name|volume|env|publish|network|entrypoint|version|user|output|format|key)|-[uvpeo])$/;

/** The reference in a command, or in a line of a Dockerfile, a Compose file or a Kubernetes manifest. */
function wordOfLine(text: string, hosts: Hosts): string | null {
  const words = text.replace(/^[$#>-]\s+/, "").split(/\s+/);
  if (words[0] === "sudo") words.shift();
  const [first = "", ...rest] = words;
  if (/^(image|uses|repository):$/i.test(first)) return firstReference(rest, hosts);
  if (/^from$/i.test(first) && isFromLine(rest)) return firstReference(rest, hosts);
  if (!tools.has(first.toLowerCase())) return null;
  const after = rest.findIndex((word) => !subcommands.has(word.toLowerCase()));
  return after > 0 ? firstReference(rest.slice(after), hosts) : null;
}

/** Whether this follows FROM in a Dockerfile: an image, or `image AS stage`. Other texts begin with "from", too. */
function isFromLine(words: readonly string[]): boolean {
  const [, as, ...stage] = words.filter((word) => !word.startsWith("-"));
  return as === undefined || (/^as$/i.test(as) && stage.length === 1);
}

/** The first word that is no option; one with a known host or a scheme is preferred. */
function firstReference(words: readonly string[], { registries }: Hosts): string | null {
  const candidates = words
    .filter((word, at) => !word.startsWith("-") && !valued.test(words[at - 1] ?? ""))
    .map(unquoted);
  const withHost = candidates.find(
    (word) => word.includes("://") || registries.some((host) => hasHost(word, host)),
  );
  return withHost || candidates[0] || null;
}

const unquoted = (word: string): string => trimCharacters(word, "\"'`,;\\");

export const hasHost = (reference: string, host: string): boolean =>
  reference.slice(0, host.length + 1).toLowerCase() === `${host}/`;

function readUrl(address: string, { registries, isSite }: Hosts): Pasted | null {
  if (!URL.canParse(address)) return null;
  const { host, pathname, search } = new URL(address);
  const path = decoded(pathname).replace(/^\/+/, "");
  if (registries.includes(host)) {
    const api = readApiPath(path);
    if (api) return { reference: api };
  }
  if (isSite(host) && path.startsWith("repositories/")) return { reference: readPagePath(path) };
  const [root = ""] = pathname.split("/").filter(Boolean);
  if (isSite(host) && (root === "" || pageRoots.has(root)))
    return { page: `/${pathname.replace(/^\/+/, "")}${search}` };
  return { reference: `${host}/${path}` };
}

/** The reference in a path of the registry's API, such as v2/web/app/manifests/1.0. */
function readApiPath(path: string): string | null {
  const [, name = "", kind = "", reference = ""] =
    /^v2\/(.+)\/(manifests|blobs|tags|referrers)\/([^/]+)$/.exec(path) ?? [];
  if (!name) return null;
  return kind === "tags" ? name : join(name, reference);
}

/** The reference in the path of a page of a repository, such as repositories/web/app/-/tags/1.0. */
function readPagePath(path: string): string {
  const [name = "", page = ""] = path.slice("repositories/".length).split("/-/");
  const [kind = "", tag = ""] = page.split("/");
  if (kind === "tags" && tag) return join(name, tag);
  return kind.includes(":") ? join(name, kind) : name;
}

const join = (name: string, reference: string) =>
  `${name}${reference.includes(":") ? "@" : ":"}${reference}`;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}
