import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { record } from "../history/record.ts";
import type { ActorAudit } from "../identity/actor/audit.ts";
import { config } from "../platform/config/config.ts";
import { type Registry, type Tx, transaction } from "../platform/db/client.ts";
import { Invalid } from "../platform/errors.ts";
import { seal, unseal } from "../platform/seal.ts";
import { knownRegistries } from "./known-registries.ts";
import { findRegistry, isDefaultRegistry } from "./registries.ts";

const purpose = "portus events";

/** Who sent notifications, by the secret that came with them. */
export interface Sender {
  registryId: number | null; // null: the secret of the environment, which several registries may share
}

/** The sender that a secret proves; null if no registry has it. */
export async function findSender(given: string): Promise<Sender | null> {
  const digest = sha256(given);
  if (isIn(sharedDigests, digest)) return { registryId: null };
  const found = (await knownRegistries()).find((registry) => isIn(ownDigests(registry), digest));
  return found ? { registryId: found.id } : null;
}

/** Whether the environment's secret proved at a time that this registry sent an event. */
export function acceptsSharedSecret(registry: Registry, at: Date): boolean {
  const until = registry.sharedSecretUntil;
  return isDefaultRegistry(registry) || until === null || at < until;
}

/** The secret for a registry's config.yml. */
export function eventsSecretOf(registry: Registry): string {
  return registry.eventsSecret && !isDefaultRegistry(registry)
    ? unsealText(registry.eventsSecret)
    : config.eventsSecret;
}

/** What a registry's page says about its secret. */
export function secretStateOf(registry: Registry) {
  if (isDefaultRegistry(registry)) return "environment";
  if (!registry.eventsSecret) return "shared";
  const earlier = registry.previousEventsSecret !== null || registry.sharedSecretUntil === null;
  return earlier ? "rotating" : "own";
}

/** The columns of a new registry, which has a secret of its own from the beginning. */
export function newEventsSecret(now = new Date()) {
  return { eventsSecret: makeSealed(), eventsSecretAt: now, sharedSecretUntil: now };
}

/** Gives a registry a new secret. The one that it has is accepted, too, until it is ended or the next rotation. */
export async function rotateEventsSecret(
  audit: ActorAudit,
  id: number,
): Promise<{ registry: Registry; secret: string }> {
  const registry = await change(audit, id, "rotate_events_secret", (before) => ({
    eventsSecret: makeSealed(),
    eventsSecretAt: new Date(),
    previousEventsSecret: before.eventsSecret && new Uint8Array(before.eventsSecret),
  }));
  return { registry, secret: eventsSecretOf(registry) };
}

/** Accepts only the newest secret from now on. */
export async function endPreviousEventsSecret(audit: ActorAudit, id: number): Promise<Registry> {
  return change(audit, id, "end_events_secret", (before) => {
    if (!before.eventsSecret) throw new Invalid({ form: noneOfItsOwn });
    return {
      previousEventsSecret: null,
      sharedSecretUntil: before.sharedSecretUntil ?? new Date(),
    };
  });
}

const noneOfItsOwn =
  "The registry has no events secret of its own yet. Rotate its secret first, and give it the new one.";
const setByEnvironment =
  "The events secret of this registry is in PORTUS_EVENTS_SECRET, or in the file events-secret of the data directory. To rotate it, set PORTUS_EVENTS_SECRET to the new secret, a comma and the old one, and remove the old one later.";

type Columns = Partial<
  Pick<Registry, "eventsSecretAt" | "sharedSecretUntil"> & {
    eventsSecret: Uint8Array<ArrayBuffer>;
    previousEventsSecret: Uint8Array<ArrayBuffer> | null;
  }
>;

async function change(
  audit: ActorAudit,
  id: number,
  verb: "rotate_events_secret" | "end_events_secret",
  columns: (before: Registry) => Columns,
): Promise<Registry> {
  return transaction(async (tx) => {
    await lockRow(tx, id);
    const before = await findRegistry(audit.actor, id, tx);
    if (isDefaultRegistry(before)) throw new Invalid({ form: setByEnvironment });
    const registry = await tx.registry.update({ where: { id }, data: columns(before) });
    const { hostname: subject } = registry;
    await record(tx, audit, { key: `registry.${verb}`, subject, registryId: id });
    return registry;
  });
}

async function lockRow(tx: Tx, id: number): Promise<void> {
  await tx.$queryRaw`SELECT id FROM registries WHERE id = ${id} FOR UPDATE`;
}

function makeSealed(): Uint8Array<ArrayBuffer> {
  const secret = `pes_${randomBytes(32).toString("base64url")}`;
  return new Uint8Array(seal(Buffer.from(secret), config.secret, purpose));
}

const unsealText = (sealed: Uint8Array) => unseal(sealed, config.secret, purpose).toString();

/** Of equal length for any text, so that the comparison takes constant time. */
const sha256 = (text: string) => createHash("sha256").update(text).digest();

const sharedDigests = config.eventsSecrets.map(sha256);
const digests = new WeakMap<Registry, Buffer[]>(); // by the cached row

function ownDigests(registry: Registry): Buffer[] {
  const known = digests.get(registry);
  if (known) return known;
  const sealed = [registry.eventsSecret, registry.previousEventsSecret].filter((it) => it !== null);
  const made = sealed.map((secret) => sha256(unsealText(secret)));
  digests.set(registry, made);
  return made;
}

const isIn = (known: readonly Buffer[], digest: Buffer) =>
  known.map((one) => timingSafeEqual(one, digest)).includes(true);
