import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { ociIndex, ociManifest } from "../data/events.ts";

export const sha256 = (bytes: string | Buffer) =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Responds with a status and the body that a registry sends with it. */
export function respond(res: ServerResponse, status: number): void {
  res.writeHead(status).end(status === 404 ? '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' : "");
}

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** A fake registry that ends with the tests of the file. */
export async function fakeRegistry(): Promise<FakeRegistry> {
  const registry = await startFakeRegistry();
  after(registry.close);
  return registry;
}

/** A registry that answers as `answers` says: by path, or by `path/*` for all paths below. It records every request. */
export async function startFakeRegistry() {
  const answers = new Map<string, Answer>();
  const requests: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    requests.push(req);
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
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    requests,
    close,
    /** Serves bytes as a manifest or a blob and returns their digest. */
    serve(
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
    /** Answers HEAD for a blob with this size. GET fails. */
    serveSize(repository: string, digest: string, size: number) {
      answers.set(`/v2/${repository}/blobs/${digest}`, (req, res) =>
        req.method === "HEAD"
          ? res.writeHead(200, { "content-length": size }).end()
          : respond(res, 500),
      );
    },
  };
}

export type FakeRegistry = Awaited<ReturnType<typeof startFakeRegistry>>;

const configType = "application/vnd.oci.image.config.v1+json";
const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";

/** Serves an image with its configuration. */
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
  const configDigest = registry.serve(repository, "blobs", config);
  registry.serveSize(repository, sha256("one"), 1000);
  registry.serveSize(repository, sha256("two"), 20);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: ociManifest,
    config: { mediaType: configType, digest: configDigest, size: config.length },
    layers: [
      { mediaType: layerType, digest: sha256("one"), size: 1000 },
      { mediaType: layerType, digest: sha256("two"), size: 20 },
    ],
  });
  const digest = registry.serve(repository, "manifests", manifest);
  return { digest, size: manifest.length, totalSize: config.length + 1020, configDigest };
}

/** Serves an index of these children and returns its digest. */
export function indexOf(registry: FakeRegistry, repository: string, children: object[]) {
  const index = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: children });
  return registry.serve(repository, "manifests", index, ociIndex);
}
