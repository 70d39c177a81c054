import { createHash, randomUUID } from "node:crypto";
import { config } from "../src/platform/config/config.ts";
import { db } from "../src/platform/db/client.ts";
import { ensureRegistry } from "../src/registry/registries.ts";
import { makeWebhook } from "../test/support/data/webhooks.ts";

const [namespaces, perNamespace] = [20, 10];
const startedAt = Date.now() - 3_600_000;

export interface Place {
  repository: string;
  pusher: string;
}

/** 200 repositories that do not exist yet, in 20 namespaces. Each has a pusher, and every second namespace a webhook. */
export async function seedPlaces(): Promise<Place[]> {
  const registry = await ensureRegistry(config);
  const places: Place[] = [];
  for (let n = 0; n < namespaces; n += 1) {
    const members = Array.from({ length: perNamespace }, (_, m) => `pusher-${n}-${m}`);
    const memberships = {
      create: members.map((username) => ({
        role: "contributor" as const,
        user: { create: { username } },
      })),
    };
    const team = await db.team.create({ data: { name: `team-${n}`, memberships } });
    const place = { registryId: registry.id, teamId: team.id, kind: "team" as const };
    const namespace = await db.namespace.create({
      data: { ...place, name: `space-${n}`, visibility: "private" },
    });
    if (n % 2 === 0) await makeWebhook(namespace);
    places.push(...members.map((pusher, m) => ({ repository: `space-${n}/app-${m}`, pusher })));
  }
  return places;
}

/** A notification with pushes of new images to the places in turn. Half of them move the tag `latest`. */
export function envelopeOf(places: readonly Place[], from: number, count: number): string {
  const events = Array.from({ length: count }, (_, index) => pushOf(places, from + index));
  return JSON.stringify({ events });
}

function pushOf(places: readonly Place[], n: number) {
  const { repository, pusher } = places[n % places.length] ?? { repository: "", pusher: "" };
  const nth = Math.floor(n / places.length);
  const digest = `sha256:${createHash("sha256").update(`${repository} ${n}`).digest("hex")}`;
  const hostname = config.registry.host;
  return {
    id: randomUUID(),
    timestamp: new Date(startedAt + n).toISOString(), // one a millisecond: the timeline of a tag has no two moves at once
    action: "push",
    target: {
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      size: 1234,
      length: 1234,
      digest,
      repository,
      url: `http://${hostname}/v2/${repository}/manifests/${digest}`,
      tag: nth % 2 === 0 ? "latest" : `v${nth}`,
    },
    request: {
      id: randomUUID(),
      addr: "192.0.2.7:41961",
      host: hostname,
      method: "PUT",
      useragent: "docker/27.5.1 go/go1.22.11 git-commit/4c9b3b0 kernel/6.8.0 os/linux arch/amd64",
    },
    actor: { name: pusher },
    source: { addr: "registry-0:5000", instanceID: "a53db899-3b4b-4a62-a067-8dd013beaca4" },
  };
}
