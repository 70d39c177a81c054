import { config } from "../../../platform/config/config.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { formerHostWarning, type Warning } from "../../../registry/former-hosts.ts";
import { canSign, keysWarning, leafEnd } from "../../../registry/signing/keys.ts";
import { type Problem, type ProblemKind, problem } from "../problem.ts";
import { type RegistryState, registryStates } from "../registry-states.ts";

/** Registries that can't be used. */
export async function registryProblems(): Promise<Problem[]> {
  const known = await registryStates();
  if (!known) return [unanswered];
  return known.value.filter((it) => it.problem !== null).map(downProblem);
}

const unanswered = problem({
  kind: "registry",
  severity: "bad",
  sentence: "The registry has not answered yet.",
  cure: `Portus expects it at ${config.registry.url} (PORTUS_REGISTRY_URL) and retries. Is it running?`,
});

function downProblem({ id, hostname, url, problem: why, since }: RegistryState): Problem {
  const isDefault = hostname === config.registry.host;
  const setting = isDefault ? " (PORTUS_REGISTRY_URL)" : "";
  return problem({
    kind: "registry",
    severity: "bad",
    sentence: `The registry ${hostname} can't be used: ${why}`,
    since,
    cure: `Portus expects it at ${url}${setting} and retries. Is it running, and is the address right?`,
    action: { text: "See registries", href: paths.registries() },
    places: id === null ? [] : [{ text: hostname, href: paths.registry({ id }) }],
  });
}

const hourMs = 3_600_000;
const rotationOverdueMs = 30 * hourMs; // left of three days: the job that rotates daily has not run for more than a day

/** The key that signs tokens, and the CA that registries trust. */
export async function signingProblems(): Promise<Problem[]> {
  const warning = keysWarning();
  const ca = warning ? [advised("ca", warning, "bin/portus ca > ca.crt")] : [];
  if (!canSign(config.tokenTtl)) return [unsigned, ...ca];
  const left = (leafEnd()?.getTime() ?? 0) - Date.now();
  return left < rotationOverdueMs ? [overdue(Math.round(left / hourMs)), ...ca] : ca;
}

const unsigned = problem({
  kind: "signing",
  severity: "bad",
  sentence: "The signing key has ended and could not be replaced, so no tokens are issued.",
  cure: "Portus retries with each request. The log says why it fails.",
});

const overdue = (hours: number) =>
  problem({
    kind: "signing",
    severity: "warn",
    sentence: `The signing key ends in ${plural(hours, "hour")} and was not replaced in time.`,
    cure: "The job rotate-leaf replaces it each day. Check the log for its error.",
  });

/** The name of the default registry, if it seems to have been changed. */
export async function registryHostProblems(): Promise<Problem[]> {
  const warning = await formerHostWarning();
  return warning ? [advised("registry_host", warning)] : [];
}

const advised = (kind: ProblemKind, { text, next }: Warning, lines: string | null = null) =>
  problem({ kind, severity: "warn", sentence: text, cure: next, lines });
