import { createHmac } from "node:crypto";
import { hostname } from "node:os";
import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { config } from "../../platform/config/config.ts";
import { pool } from "../../platform/db/client.ts";
import { parseJson } from "../../platform/json.ts";
import { versionNumber } from "../../platform/version.ts";

const word = text(255, { kind: "raw" });

/** What a process says about itself when a doctor calls. Of settings it has only hashes, salted by the call. */
const Card = z.object({
  nonce: word,
  host: word,
  pid: z.int(),
  version: word,
  secret: word,
  settings: z.record(word, word),
  at: z.number(),
});

export type Card = z.infer<typeof Card>;

export function cardIn(announcement: string | undefined): Card | null {
  return Card.safeParse(parseJson(announcement ?? "")).data ?? null;
}

/** Answers a doctor, which may run in another process. */
export async function answerRollCall(nonce: string | undefined): Promise<void> {
  if (!nonce || nonce.length > maxNonceLength) return;
  await pool.query("SELECT pg_notify('doctor_present', $1)", [JSON.stringify(ownCard(nonce))]);
}

const maxNonceLength = 64;

export function ownCard(nonce: string): Card {
  return {
    nonce,
    host: hostname().slice(0, 255),
    pid: process.pid,
    version: versionNumber,
    secret: hashOf(nonce, "secret"),
    settings: Object.fromEntries(
      Object.entries(sharedSettings()).map(([name, value]) => [name, hashOf(nonce, `${value}`)]),
    ),
    at: Date.now(),
  };
}

/** Keyed by the secret of the instance: who only listens on the database can't guess a value. */
const hashOf = (nonce: string, value: string) =>
  createHmac("sha256", config.secret).update(`${nonce} ${value}`).digest("base64url").slice(0, 16);

/** Settings that may differ between the processes of one instance. */
const ofOneProcess =
  /^(PORT$|HOST$|DATABASE_|REGISTRY_|PORTUS_(DATA_DIR|SECRET|EVENTS_SECRET|SETUP_CODE|PROCESSES|LOG_|DRAIN_))/;

function sharedSettings(): Record<string, string> {
  const given = Object.entries(config.given.values).filter(([name]) => !ofOneProcess.test(name));
  const text = (value: unknown) =>
    typeof value === "object" ? JSON.stringify(value) : String(value);
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, text(value)])),
    PORTUS_URL: config.url,
    PORTUS_ISSUER: config.issuer,
    PORTUS_REGISTRY_HOST: config.registry.host,
    PORTUS_REGISTRY_URL: config.registry.url,
    PORTUS_EVENTS_SECRET: config.eventsSecrets.join(","),
  };
}
