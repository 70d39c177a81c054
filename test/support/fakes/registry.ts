import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { ociIndex, ociManifest } from "../data/events.ts";

export const sha256 = (bytes: string | Buffer) =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Answers with a status, and what a registry says with it. */
export function respond(res: ServerResponse, status: number): void {
  res.writeHead(status).end(status === 404 ? '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' : "");
}

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** A registry that answers what it is told to: `answers` by path, or by all paths below one with `*`; every request is remembered. */
export async function fakeRegistry() {
  const answers = new Map<string, Answer>();
  const asked: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    asked.push(req);
    const url = req.url ?? "";
    const answer = answers.get(url) ?? answers.get(url.replace(/[^/]*$/, "*"));
    if (answer) return answer(req, res);
    respond(res, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  after(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    asked,
    close,
    /** Serves bytes as a manifest or a blob and returns their digest. */
    hold(
      repository: string,
      kind: "manifests" | "blobs",
      bytes: string | Buffer,
      type = ociManifest,
    ) {
      const digest = sha256(bytes);
      answers.set(`/v2/${repository}/${kind}/${digest}`, (_req, res) =>
        res
          .writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(bytes) })
          .end(bytes),
      );
      return digest;
    },
    /** Has a blob of so many bytes, which are given to nobody. */
    store(repository: string, digest: string, size: number) {
      answers.set(`/v2/${repository}/blobs/${digest}`, (req, res) =>
        req.method === "HEAD"
          ? res.writeHead(200, { "content-length": size }).end()
          : respond(res, 500),
      );
    },
  };
}

export type FakeRegistry = Awaited<ReturnType<typeof fakeRegistry>>;

const configType = "application/vnd.oci.image.config.v1+json";
const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";

/** An image as a client pushes it: its configuration is served too. */
export function imageOf(registry: FakeRegistry, repository: string, given: object = {}) {
  const config = JSON.stringify({
    architecture: "arm64",
    os: "linux",
    variant: "v8",
    created: "2026-01-02T03:04:05.678Z",
    config: { Env: ["PATH=/bin"], Labels: { "org.example": "yes" }, Cmd: ["/app"] },
    history: [
      { created_by: "ADD rootfs" },
      { created_by: "ENV PATH=/bin", empty_layer: true },
      { created_by: "COPY app /app" },
    ],
    ...given,
  });
  const configDigest = registry.hold(repository, "blobs", config);
  registry.store(repository, sha256("one"), 1000);
  registry.store(repository, sha256("two"), 20);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: ociManifest,
    config: { mediaType: configType, digest: configDigest, size: config.length },
    layers: [
      { mediaType: layerType, digest: sha256("one"), size: 1000 },
      { mediaType: layerType, digest: sha256("two"), size: 20 },
    ],
  });
  const digest = registry.hold(repository, "manifests", manifest);
  return { digest, size: manifest.length, totalSize: config.length + 1020, configDigest };
}

/** A multi-platform image of these children. */
export function indexOf(registry: FakeRegistry, repository: string, children: object[]) {
  const index = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: children });
  return registry.hold(repository, "manifests", index, ociIndex);
}
