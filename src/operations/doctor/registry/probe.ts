import { createHash } from "node:crypto";
import { openSession } from "../../../platform/db/client.ts";
import { locks, tryLockSession } from "../../../platform/db/locks.ts";
import type { ExchangeOptions, Reply } from "../../../platform/outgoing/exchange.ts";
import { type Answer, refusal } from "../../../registry/client/answers.ts";
import { redirectTarget } from "../../../registry/client/client.ts";
import { expectEcho } from "../../../registry/echo.ts";
import { probeRepository } from "../../../registry/probe-repository.ts";
import { portusToken } from "../../../registry/signing/token.ts";
import type { Signals } from "../signals.ts";
import { ask } from "./ask.ts";
import type { Facts } from "./facts.ts";

/** What became of one step; null if it was not tried, because an earlier one failed. */
export type Step = { ok: boolean; status: number; message: string } | null;

export interface ProbeRun {
  push: Step;
  pull: Step;
  remove: Step;
  /** Whether the event of the push arrived, and how many notifications came with a wrong secret meanwhile. */
  heard: boolean;
  refusals: number;
  pushedTo: string | null; // where the registry wanted the upload
}

/**
 * The artifact is always the same, so that a registry that deletes nothing holds only one, and one that was left over by
 * a doctor that was interrupted is deleted by the next.
 */
const config = Buffer.from("{}");
const configType = "application/vnd.oci.empty.v1+json";
const manifestType = "application/vnd.oci.image.manifest.v1+json";
const digestOf = (bytes: Buffer) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const blob = { mediaType: configType, digest: digestOf(config), size: config.length };
const manifest = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType: "application/vnd.portus.doctor.probe",
    config: blob,
    layers: [blob],
  }),
);
const tag = "probe";

const eventsTimeoutMs = 10_000;

/** Pushes, pulls and deletes the probe. Null if another doctor is doing so. */
export async function runProbe(facts: Facts, signals: Signals): Promise<ProbeRun | null> {
  const session = await openSession();
  try {
    if (!(await tryLockSession(session, locks.doctor(facts.registry.id)))) return null;
    return await pushPullDelete(facts, signals);
  } finally {
    await session.end();
  }
}

async function pushPullDelete(facts: Facts, signals: Signals): Promise<ProbeRun> {
  const echo = expectEcho();
  const before = signals.refusals();
  const upload = await pushBlob(facts);
  const push = upload.step.ok ? await pushManifest(facts, echo.userAgent) : upload.step;
  const pull = push.ok ? await pullManifest(facts) : null;
  const heard = push.ok && (await echo.heard(eventsTimeoutMs));
  echo.forget();
  const remove = push.ok ? await deleteManifest(facts) : null;
  const refusals = signals.refusals() - before;
  return { push, pull, remove, heard, refusals, pushedTo: upload.location };
}

async function pushBlob(
  facts: Facts,
): Promise<{ step: NonNullable<Step>; location: string | null }> {
  const started = await send(facts, "blobs/uploads/", { method: "POST" });
  const first = stepOf(started, [202]);
  const location = (started.ok && started.value.headers.location) || null;
  const from = new URL(`${facts.registry.url}/v2/${probeRepository}/blobs/uploads/`);
  const to = redirectTarget(from, location ?? undefined);
  if (!first.ok || !to) return { step: { ...first, ok: false }, location };

  to.searchParams.set("digest", blob.digest);
  const headers = { "content-type": "application/octet-stream" };
  const ended = await send(facts, to, { method: "PUT", body: config, headers });
  return { step: stepOf(ended, [201]), location: to.origin };
}

async function pushManifest(facts: Facts, userAgent: string): Promise<NonNullable<Step>> {
  const headers = { "content-type": manifestType, "user-agent": userAgent };
  const answer = await send(facts, `manifests/${tag}`, { method: "PUT", body: manifest, headers });
  return stepOf(answer, [201]);
}

async function pullManifest(facts: Facts): Promise<NonNullable<Step>> {
  const answer = await send(facts, `manifests/${tag}`, { headers: { accept: manifestType } });
  const step = stepOf(answer, [200]);
  if (!step.ok || !answer.ok || answer.value.body.equals(manifest)) return step;
  return { ...step, ok: false, message: "The registry sent another manifest than was pushed." };
}

async function deleteManifest(facts: Facts): Promise<NonNullable<Step>> {
  return stepOf(await send(facts, `manifests/${digestOf(manifest)}`, { method: "DELETE" }), [202]);
}

type Options = Partial<Omit<ExchangeOptions, "headers">> & { headers?: Record<string, string> };

function send({ registry }: Facts, at: string | URL, options: Options): Promise<Answer<Reply>> {
  const actions = options.method === "DELETE" ? ["delete"] : ["pull", "push"];
  const access = [{ type: "repository", name: probeRepository, actions }];
  const address = typeof at === "string" ? `/v2/${probeRepository}/${at}` : at;
  return ask(registry, address, { ...options, token: portusToken(registry.hostname, access) });
}

function stepOf(answer: Answer<Reply>, expected: readonly number[]): NonNullable<Step> {
  if (!answer.ok) return { ok: false, status: 0, message: answer.error.message };
  const { status } = answer.value;
  if (expected.includes(status)) return { ok: true, status, message: "" };
  const refused = refusal(answer.value);
  return { ok: false, status, message: refused.ok ? "" : refused.error.message };
}
