import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { text } from "../../platform/bounded-text.ts";
import { type DoctorRun, db } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import type { Result } from "./check.ts";
import { diagnose } from "./doctor.ts";
import { canRunDoctor } from "./policy.ts";

export interface Run {
  id: number;
  state: "running" | "finished" | "interrupted";
  startedAt: Date;
  finishedAt: Date | null;
  requestedBy: string;
  total: number;
  checks: Result[];
}

const maxRunMs = 5 * 60_000; // after this, the process of a run that has not finished has ended

/** The last run; null if there was none. */
export async function lastRun(actor: Actor): Promise<Run | null> {
  ensure(canRunDoctor(actor));
  const found = await db.doctorRun.findFirst({ orderBy: { id: "desc" } });
  return found && present(found);
}

/** Starts a run, which goes on in the background. Returns false if one is running. */
export async function startRun(actor: Actor): Promise<boolean> {
  const last = await lastRun(actor);
  if (last?.state === "running") return false;
  const { id } = await db.doctorRun.create({ data: { requestedBy: actor.username } });
  await db.doctorRun.deleteMany({ where: { id: { lt: id } } });
  void perform(id).catch((error) => log.error({ err: error }, "the doctor failed"));
  return true;
}

async function perform(id: number): Promise<void> {
  const found: Result[] = [];
  let saving = Promise.resolve();
  const onResult = (result: Result, total: number) => {
    found.push(result);
    saving = saving.then(() => save(id, { total, checks: [...found] }));
  };
  const { checks } = await diagnose({ onResult });
  await saving;
  await save(id, { total: checks.length, checks, finishedAt: new Date() });
}

interface Progress {
  total: number;
  checks: Result[];
  finishedAt?: Date;
}

async function save(id: number, { checks, ...progress }: Progress): Promise<void> {
  const rows = checks.map(({ cure, ...result }) => ({ ...result, cure: [...cure] }));
  await db.doctorRun.updateMany({ where: { id }, data: { ...progress, checks: rows } });
}

const stored = text(100_000, { kind: "raw" });

const Stored = z.array(
  z.object({
    id: stored,
    title: stored,
    ok: z.boolean().nullable(),
    evidence: stored,
    cure: z.array(stored),
  }),
);

function present({ checks, ...run }: DoctorRun): Run {
  return { ...run, state: stateOf(run), checks: Stored.parse(checks) };
}

function stateOf({ startedAt, finishedAt }: Pick<DoctorRun, "startedAt" | "finishedAt">) {
  if (finishedAt) return "finished";
  return Date.now() - startedAt.getTime() < maxRunMs ? "running" : "interrupted";
}
