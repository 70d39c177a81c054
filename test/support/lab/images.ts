import { join } from "node:path";
import { imageLayout } from "../clients/oci-layouts.ts";
import { until } from "../waiting.ts";
import { checkout, on, password, registry, tagsInPortus, tokenFor } from "./nodes.ts";

// Images on the lab's client.

export function login(host = registry): string {
  const who = ["--username", "alice", "--password-stdin"];
  return on("client", ["docker", "login", ...who, host], password);
}

/** Creates an image on the client with one file that contains `text`. */
export function makeImage(name: string, text: string): void {
  const make = `cd $(mktemp -d) && echo "${text}" >text && tar c text | docker import - ${name}`;
  on("client", ["sh", "-c", make]);
}

export const push = (name: string) => on("client", ["docker", "push", `${registry}/${name}`]);

/** Creates and pushes alice/NAME:1 to alice/NAME:COUNT by docker. */
export function pushTags(name: string, count: number): string[] {
  const tags = Array.from({ length: count }, (_, at) => `alice/${name}:${at + 1}`);
  for (const tag of tags) {
    makeImage(`${registry}/${tag}`, tag);
    push(tag);
  }
  return tags;
}

export interface Prepared {
  tags: string[];
  push(from: number, to: number): void;
}

/**
 * Creates `count` different images, each for its own repository. The client already has the token for pushing them, as
 * if it had got it before Portus became unreachable.
 */
export function prepareImages(name: string, count: number): Prepared {
  const names = Array.from({ length: count }, (_, at) => `${name}-${at + 1}`);
  for (const it of names) imageLayout(join(checkout, "data/layouts", it), `only in ${it}`);
  const token = tokenFor(...names.map((it) => `repository:alice/${it}:pull,push`));
  const copy = `skopeo --insecure-policy copy --quiet --dest-tls-verify=false --dest-registry-token ${token}`;
  const pushOne = (it: string) =>
    on("client", [
      "sh",
      "-c",
      `${copy} oci:/vagrant/data/layouts/${it} docker://${registry}/alice/${it}:latest`,
    ]);
  return {
    tags: names.map((it) => `alice/${it}:latest`),
    push: (from, to) => names.slice(from, to).forEach(pushOne),
  };
}

export function arrived(tags: string[]): Promise<void> {
  const all = () => {
    const known = tagsInPortus();
    return tags.every((tag) => known.includes(tag));
  };
  return until(all, `Portus to know ${tags.join(", ")}`, 90_000);
}
