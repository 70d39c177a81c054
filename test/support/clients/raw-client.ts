import { createHash } from "node:crypto";
import type { Stack } from "../stack.ts";
import type { Descriptor } from "./oci-layouts.ts";
import { password } from "./people.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";
const emptyType = "application/vnd.oci.empty.v1+json";

/** A client of one repository for single requests, to act between two requests of a usual client. */
export function rawClient(stack: Stack, user: string, repository: string) {
  const registry = stack.registry.url;
  const portus = stack.portus.url;
  const service = stack.registry.host;
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  let token = "";

  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    token ||= await newToken();
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const res = await fetch(url, { ...init, headers });
    if (res.status >= 400 && res.status !== 404)
      throw new Error(`${init.method ?? "GET"} ${url}: ${res.status} ${await res.text()}`);
    return res;
  }

  async function newToken(): Promise<string> {
    const scope = `repository:${repository}:pull,push,delete`;
    const query = new URLSearchParams({ service, scope });
    const res = await fetch(`${portus}/v2/token?${query}`, {
      headers: { authorization: `Basic ${basic}` },
    });
    return (await res.json()).token;
  }

  const base = `${registry}/v2/${repository}`;

  async function putBlob(text: string): Promise<Descriptor> {
    const digest = sha256(text);
    const begun = await send(`${base}/blobs/uploads/`, { method: "POST" });
    const to = new URL(begun.headers.get("location") ?? "", registry);
    to.searchParams.set("digest", digest);
    const octets = { "content-type": "application/octet-stream" };
    await send(to.href, { method: "PUT", headers: octets, body: text });
    return { mediaType: "text/plain", digest, size: text.length };
  }

  async function putManifest(manifest: object, reference?: string): Promise<Descriptor> {
    const mediaType = "manifests" in manifest ? indexType : manifestType;
    const body = JSON.stringify({ schemaVersion: 2, mediaType, ...manifest });
    const digest = sha256(body);
    const headers = { "content-type": mediaType };
    await send(`${base}/manifests/${reference ?? digest}`, { method: "PUT", headers, body });
    return { mediaType, digest, size: body.length };
  }

  /** An artifact with one file, and with a subject if one is given. */
  async function putArtifact(text: string, subject?: Descriptor, tag?: string) {
    const config = { ...(await putBlob("{}")), mediaType: emptyType };
    const artifact = {
      artifactType: "application/vnd.example.note",
      config,
      layers: [await putBlob(text)],
      annotations: { "org.example.note": text },
    };
    return putManifest(subject ? { ...artifact, subject } : artifact, tag);
  }

  return {
    putBlob,
    putManifest,
    putArtifact,
    delete: (digest: string) => send(`${base}/manifests/${digest}`, { method: "DELETE" }),
    tag: async (name: string) => {
      const res = await send(`${base}/manifests/${name}`, { headers: { accept: indexType } });
      return res.status === 200 ? await res.json() : null;
    },
    /** The digests of the referrers in Portus's answer. */
    referrers: async (digest: string, host = portus): Promise<string[]> => {
      const res = await send(`${host}/v2/${repository}/referrers/${digest}`);
      const { manifests } = await res.json();
      return manifests.map((it: Descriptor) => it.digest);
    },
  };
}

const sha256 = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
