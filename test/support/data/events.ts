import { randomUUID } from "node:crypto";

export const ociManifest = "application/vnd.oci.image.manifest.v1+json";
export const ociIndex = "application/vnd.oci.image.index.v1+json";
export const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
export const dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
export const schema1 = "application/vnd.docker.distribution.manifest.v1+json";
export const schema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";

/** A digest that is the text in hexadecimal, padded with zeros. */
export function digestOf(text: string): string {
  return `sha256:${Buffer.from(text).toString("hex").padEnd(64, "0").slice(0, 64)}`;
}

export interface EventDraft {
  id?: string;
  action?: string;
  repository?: string;
  tag?: string;
  digest?: string;
  mediaType?: string;
  size?: number;
  actor?: string;
  host?: string;
  method?: string;
  request?: string;
  at?: string;
}

/** An event as the registry sends it. */
export function eventOf(draft: EventDraft = {}) {
  const { action = "push", repository = "web/app", tag, actor, size = 512 } = draft;
  const described = action !== "delete";
  const digest = draft.digest ?? (described ? digestOf("a") : undefined);
  return {
    id: draft.id ?? randomUUID(),
    timestamp: draft.at ?? new Date().toISOString(),
    action,
    target: {
      ...(described && { mediaType: draft.mediaType ?? ociManifest, size, length: size }),
      ...(digest && { digest }),
      repository,
      ...(described && { url: `http://elsewhere.test.lan/v2/${repository}/manifests/${digest}` }),
      ...(tag && { tag }),
    },
    request: {
      id: draft.request ?? randomUUID(),
      addr: "192.0.2.7:41961",
      host: draft.host ?? "registry.test.lan:5000",
      method: draft.method ?? (action === "pull" ? "GET" : action === "delete" ? "DELETE" : "PUT"),
      useragent: "a client",
    },
    actor: actor ? { name: actor } : {},
    source: { addr: "registry:5000", instanceID: "a53db899-3b4b-4a62-a067-8dd013beaca4" },
  };
}

export const secret = "the events secret of the tests";
const type = "application/vnd.docker.distribution.events.v2+json";

/** Posts events as a registry does. */
export function post(app: { url: string }, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${app.url}/v2/webhooks/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": type, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
