import { countRequest } from "../../platform/http/request-metrics.ts";
import { counter, histogram } from "../../platform/metrics/metrics.ts";
import { paths } from "../../platform/paths/paths.ts";
import { type Facts, outcomeOf } from "./conclusion.ts";

const requests = counter({
  name: "portus_token_requests_total",
  help: "Requests for tokens by outcome and by what the client proved itself with. `login`: no scope was asked for.",
  labels: {
    outcome: ["granted", "partial", "refused", "failed", "login"],
    by: ["nobody", "password", "token", "refresh_token"],
  },
});

const seconds = histogram({
  name: "portus_token_duration_seconds",
  help: "How long answers to requests for tokens took.",
  labels: {},
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
});

/** Counts an answer of the token endpoint, unless the client went away (499) or asked for none. */
export function countToken(facts: Facts, answer: { status: number; ms: number }): void {
  countRequest(paths.registryToken(), answer);
  const { status, ms } = answer;
  if (status === 499 || (status === 200 && !facts.request)) return;
  requests.add({ outcome: outcomeLabel(facts, status), by: facts.client?.by ?? "nobody" });
  seconds.observe({}, ms / 1000);
}

function outcomeLabel(facts: Facts, status: number): string {
  if (status >= 500) return "failed";
  if (status !== 200) return "refused";
  return facts.request?.scopes ? outcomeOf(facts) : "login";
}
