import { counter, histogram } from "../metrics/metrics.ts";

const kinds: readonly [kind: string, paths: RegExp][] = [
  ["token", /^\/v2\/token\/?$/i],
  ["events", /^\/v2\/webhooks\/events\/?$/i],
  ["registry", /^\/v[12](\/|$)/i], // what clients ask besides: lists, search, referrers
  ["api", /^\/api(\/|$)/i],
  ["scim", /^\/scim(\/|$)/i],
  ["oauth", /^\/oauth(\/|$)/i],
  ["asset", /^\/assets\//],
  ["probe", /^\/(healthz|readyz|metrics)\/?$/],
  ["stream", /^\/live\/?$/],
  ["page", /^/],
];

const routes = kinds.map(([kind]) => kind);
const durations = routes.filter((kind) => kind !== "stream"); // a stream lasts as long as a page is open

const requests = counter({
  name: "portus_http_requests_total",
  help: "Answered requests, by kind of address and class of status. 499, a client that went away, is 4xx.",
  labels: { route: routes, status: ["2xx", "3xx", "4xx", "5xx"] },
});

const seconds = histogram({
  name: "portus_http_request_duration_seconds",
  help: "How long answers to requests took.",
  labels: { route: durations },
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** Counts an answered request. */
export function countRequest(path: string, { status, ms }: { status: number; ms: number }): void {
  const route = kinds.find(([, paths]) => paths.test(path))?.[0] ?? "page";
  requests.add({ route, status: `${Math.floor(status / 100)}xx` });
  if (route !== "stream") seconds.observe({ route }, ms / 1000);
}
