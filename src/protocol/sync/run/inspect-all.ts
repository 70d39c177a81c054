import { forEachInParallel } from "../../../platform/jobs/parallel.ts";
import { log } from "../../../platform/log.ts";
import type { Answer, RegistryError } from "../../../registry/client/answers.ts";
import { maxConcurrent } from "../../../registry/client/connection.ts";
import { unexpected } from "../sentences.ts";
import { type Findings, inspectRepository, isOutage } from "./inspect.ts";
import type { Outage, Source } from "./run-state.ts";

/** The findings about one repository, and when it was inspected by our clock. */
export interface Inspection {
  repository: string;
  at: Date;
  findings: Answer<Findings>;
}

const maxFailures = 5; // repositories in a row without an answer: the registry is down

/** Inspects repositories, several at a time. Fails only if the registry stops answering altogether. */
export async function inspectAll(
  source: Source,
  names: readonly string[],
  outage: Outage,
): Promise<Answer<Inspection[]>> {
  const inspections: Inspection[] = [];
  const down: RegistryError[] = [];
  const options = { max: maxConcurrent, isOver: () => down.length > 0 || source.stopping() };
  await forEachInParallel([...new Set(names)], options, async (repository) => {
    const findings = await inspectSafely(source, repository);
    if (findings.ok) outage.failures = 0;
    else if (!source.stopping() && isDown(outage, findings.error)) down.push(findings.error);
    inspections.push({ repository, at: new Date(), findings });
  });
  const [error] = down;
  return error ? { ok: false, error } : { ok: true, value: inspections };
}

function isDown(outage: Outage, error: RegistryError): boolean {
  outage.failures = isOutage(error) ? outage.failures + 1 : 0;
  return outage.failures >= maxFailures;
}

/** An unexpected error with one repository does not keep the others from being inspected. */
async function inspectSafely(source: Source, repository: string): Promise<Answer<Findings>> {
  try {
    return await inspectRepository(source, repository);
  } catch (error) {
    const { hostname: registry } = source.registry;
    log.error({ err: error, registry, repository }, "inspecting a repository failed");
    return { ok: false, error: { kind: "invalid", message: unexpected(error) } };
  }
}
