import { config } from "../../../platform/config/config.ts";
import { probeRepository } from "../../../registry/probe-repository.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";
import type { Facts } from "./facts.ts";
import type { ProbeRun } from "./probe.ts";

type Probe = () => Promise<ProbeRun | null>;

const busy = "another doctor is pushing its probe.";
const timeoutMs = 60_000;

/** Whether images can be pushed, pulled and deleted, tried with a probe. */
export function imageChecks(
  facts: Facts,
  { id, probe }: { id: (name: string) => string; probe: Probe },
): Check[] {
  const about = (decide: (run: ProbeRun) => Verdict) => async () => {
    const run = await probe();
    return run ? decide(run) : unchecked(busy);
  };
  return [
    {
      id: id("push"),
      title: "Images can be pushed",
      needs: [id("trust"), id("issuer"), id("service"), id("clock")],
      timeoutMs,
      run: about((run) => pushVerdict(facts, run)),
    },
    {
      id: id("pull"),
      title: "Images can be pulled",
      needs: [id("push")],
      timeoutMs,
      run: about(pullVerdict),
    },
    {
      id: id("delete"),
      title: "The registry deletes images, if Portus may",
      needs: [id("push")],
      timeoutMs,
      run: about(deleteVerdict),
    },
  ];
}

function pushVerdict({ registry }: Facts, { push, pushedTo }: ProbeRun): Verdict {
  if (push?.ok) return fine(`A probe was pushed to ${probeRepository}.`);
  const origin = new URL(registry.url).origin;
  if (push?.status === 405)
    return wrong(
      `${push.message} The registry accepts no pushes: it is in read-only mode, or it is a pull-through cache.`,
      "If people should push to it, set this under storage: in the registry's config.yml, and restart the registry:",
      "  maintenance: {readonly: {enabled: false}}",
    );
  if (pushedTo !== null && pushedTo !== origin)
    return wrong(
      `The registry wants uploads at ${pushedTo}, and Portus reaches it at ${origin}: ${push?.message}`,
      "Let the registry answer with addresses without a host: under http: in its config.yml, remove host:, set this, and restart it:",
      "  relativeurls: true",
    );
  return wrong(
    `A push failed. ${push?.message ?? ""}`.trim(),
    "The registry's log says why. Usual reasons: its storage is full or can't be written, or a proxy in between refuses the request.",
  );
}

function pullVerdict({ pull }: ProbeRun): Verdict {
  if (pull?.ok) return fine("The probe was pulled, as it was pushed.");
  return wrong(
    `A pull failed. ${pull?.message ?? ""}`.trim(),
    "The registry's log says why. If several registries share one address, they must share their storage, too.",
  );
}

function deleteVerdict({ remove }: ProbeRun): Verdict {
  const { deleteEnabled } = config.rules;
  if (remove?.ok) return fine("The probe was deleted.");
  if (remove?.status !== 405)
    return wrong(
      `A deletion failed. ${remove?.message ?? ""}`.trim(),
      "The registry's log says why. Usual reason: its storage can't be written.",
    );
  if (!deleteEnabled)
    return fine("The registry deletes nothing, and neither does Portus (PORTUS_DELETE_ENABLED).");
  return wrong(
    `The registry deletes nothing, and Portus offers deletions (PORTUS_DELETE_ENABLED). The probe stays in ${probeRepository}.`,
    "Set this under storage: in the registry's config.yml, and restart the registry. Or set PORTUS_DELETE_ENABLED=false.",
    "  delete: {enabled: true}",
  );
}
