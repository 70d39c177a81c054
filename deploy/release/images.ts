import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files that name images, below the root of the repository. */
const files = [
  "Dockerfile",
  "compose.yml",
  "deploy/compose.https.yml",
  "deploy/kubernetes/registry.yaml",
];

/** `image: NAME` in YAML, and the base image of a Dockerfile. */
const named = /^(\s*(?:- )?image: +|ARG BASE=)([^\s#]+)/gm;
const ownImage = "portus"; // built from this repository

export interface Pin {
  file: string;
  from: string;
  to: string;
}

interface Settings {
  folder: string;
  /** Asked instead of each image's own registry, such as a mirror without access to the internet. */
  mirror?: string | undefined;
}

/**
 * Resolves the tag of every image, and returns what the references have to be: the tag with the digest that it has now.
 * Throws if one cannot be resolved.
 */
export async function resolvePins({ folder, mirror }: Settings): Promise<Pin[]> {
  const found = files.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(named)]
      .map(([, , from = ""]) => ({ file, from }))
      .filter(({ from }) => from !== ownImage),
  );
  const digests = new Map<string, string>();
  for (const { from } of found) {
    const tagged = withoutDigest(from);
    if (!digests.has(tagged)) digests.set(tagged, await resolveDigest(tagged, mirror));
  }
  return found.map(({ file, from }) => {
    const tagged = withoutDigest(from);
    return { file, from, to: `${tagged}@${digests.get(tagged)}` };
  });
}

export function writePins(folder: string, pins: readonly Pin[]): void {
  for (const file of new Set(pins.map((pin) => pin.file))) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8").replace(
      named,
      (whole, before: string, from: string) => {
        const pin = pins.find((it) => it.file === file && it.from === from);
        return pin ? before + pin.to : whole;
      },
    );
    writeFileSync(path, text);
  }
}

const withoutDigest = (reference: string) => reference.replace(/@.*/, "");

interface Tagged {
  registry: string;
  repository: string;
  tag: string;
}

/** As docker reads a reference: without a host it is on Docker Hub, where official images are in `library`. */
export function readReference(reference: string): Tagged {
  const [, name = reference, tag = "latest"] = /^(.+):([\w.-]+)$/.exec(reference) ?? [];
  const [first = "", ...rest] = name.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost"))
    return { registry: `https://${first}`, repository: rest.join("/"), tag };
  const repository = rest.length > 0 ? name : `library/${name}`;
  return { registry: "https://registry-1.docker.io", repository, tag };
}

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
const maxManifestLength = 4 * 1024 * 1024; // bytes; registries accept no more
const timeoutMs = 30_000;

/** The digest of what the tag names, computed from the manifest itself. */
async function resolveDigest(reference: string, mirror: string | undefined): Promise<string> {
  const { registry, repository, tag } = readReference(reference);
  const url = `${mirror ?? registry}/v2/${repository}/manifests/${tag}`;
  const answer = await ask(url);
  if (!answer.ok) throw new Error(`${reference}: ${url} answers ${answer.status}.`);

  const bytes = Buffer.from(await answer.arrayBuffer());
  if (bytes.length > maxManifestLength) throw new Error(`${reference}: the manifest is too large.`);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const claimed = answer.headers.get("docker-content-digest");
  if (claimed !== digest)
    throw new Error(`${reference}: the registry names ${claimed}, but sends ${digest}.`);
  return digest;
}

/** Registries that ask for a token give one to anybody who pulls a public image. */
async function ask(url: string): Promise<Response> {
  const answer = await get(url);
  if (answer.status !== 401) return answer;

  const challenge = answer.headers.get("www-authenticate") ?? "";
  const { realm, ...scope } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  if (!realm || !/^bearer /i.test(challenge)) return answer;
  const issued: { token?: string; access_token?: string } = await (
    await get(`${realm}?${new URLSearchParams(scope)}`)
  ).json();
  return get(url, `Bearer ${issued.token ?? issued.access_token ?? ""}`);
}

function get(url: string, authorization?: string): Promise<Response> {
  const headers = { accept: manifestTypes, ...(authorization && { authorization }) };
  return fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
}
