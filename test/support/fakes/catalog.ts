import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { ociManifest } from "../data/events.ts";
import { sha256 } from "./registry.ts";

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

interface PageSizes {
  pageSize?: number; // names in a page of the catalogue
  tagPageSize?: number; // registries from 3.0 on may send pages; 2.8 sends all tags
}

/** A registry with these repositories: by name and tag, the text of which the manifest is made. */
export async function fakeCatalog(
  repositories: Record<string, Record<string, string>>,
  pageSizes: PageSizes = {},
) {
  const requests: string[] = [];
  const overrides: { path: RegExp; answer: Answer }[] = [];
  const it = {
    repositories,
    requests,
    overrides,
    date: undefined as Date | undefined,
    shape: manifestOf,
    heard: (_agent: string): unknown => undefined, // called with the user agent of each request for a manifest
  };
  const server = createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? "", "http://registry");
    requests.push(pathname);
    res.setHeader("docker-distribution-api-version", "registry/2.0");
    if (it.date) res.setHeader("date", it.date.toUTCString());
    const override = overrides.find(({ path }) => path.test(pathname));
    if (override) return override.answer(req, res);
    if (pathname === "/v2/") return void res.writeHead(200).end("{}");
    if (pathname === "/v2/_catalog") {
      const names = Object.keys(it.repositories).sort();
      const page = {
        all: names,
        last: searchParams.get("last"),
        size: pageSizes.pageSize,
        pathname,
      };
      return list(res, page, (some) => ({ repositories: some }));
    }
    const [, name = "", tag] = /^\/v2\/(.+)\/(?:tags\/list|manifests\/(.+))$/.exec(pathname) ?? [];
    const tags = it.repositories[name];
    if (!tags) return unknown(res, "NAME_UNKNOWN");
    if (tag === undefined) {
      const page = {
        all: Object.keys(tags),
        last: searchParams.get("last"),
        size: pageSizes.tagPageSize,
        pathname,
      };
      return list(res, page, (some) => ({ name, tags: some.length > 0 ? some : null }));
    }
    const text = tag.includes(":")
      ? Object.values(tags).find((one) => sha256(it.shape(one)) === tag)
      : tags[tag];
    if (text === undefined) return unknown(res, "MANIFEST_UNKNOWN");
    void it.heard(req.headers["user-agent"] ?? "");
    const bytes = it.shape(text);
    const digest = sha256(bytes);
    if (req.headers["if-none-match"] === `"${digest}"`) return void res.writeHead(304).end();
    res.writeHead(200, { "content-type": ociManifest, "docker-content-digest": digest }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  after(close);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(it, { url, close });
}

export type FakeCatalog = Awaited<ReturnType<typeof fakeCatalog>>;

export function manifestOf(text: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: ociManifest,
    config: { mediaType: "application/vnd.oci.empty.v1+json", digest: sha256("{}"), size: 2 },
    layers: [
      {
        mediaType: "application/vnd.oci.image.layer.v1.tar",
        digest: sha256(text),
        size: text.length,
      },
    ],
  });
}

export const manifestDigest = (text: string) => sha256(manifestOf(text));

interface Page {
  all: string[];
  last: string | null;
  size: number | undefined;
  pathname: string;
}

function list(
  res: ServerResponse,
  { all, last, size, pathname }: Page,
  body: (some: string[]) => object,
) {
  const rest = last === null ? all : all.slice(all.indexOf(last) + 1);
  const some = rest.slice(0, size ?? rest.length);
  const next = `${pathname}?last=${encodeURIComponent(some.at(-1) ?? "")}&n=${size}`;
  if (some.length < rest.length) res.setHeader("link", `<${next}>; rel="next"`);
  res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body(some)));
}

function unknown(res: ServerResponse, code: string): void {
  res.writeHead(404, { "content-type": "application/json" });
  res.end(JSON.stringify({ errors: [{ code, message: "unknown" }] }));
}
