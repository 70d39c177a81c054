/** The kinds of problems, the most pressing first. */
export const kinds = [
  "database",
  "signing",
  "registry",
  "disk",
  "events_missing",
  "events_failed",
  "events_waiting",
  "jobs",
  "sync",
  "drift",
  "manifests",
  "quota",
  "webhooks",
  "deletions",
  "retention",
  "emails",
  "tokens",
  "teams",
  "ca",
  "registry_host",
] as const;

export type ProblemKind = (typeof kinds)[number];

/** What pages call a problem of a kind. */
export const titles: Record<ProblemKind, string> = {
  database: "Database",
  signing: "Signing key",
  registry: "Registry",
  disk: "Disk",
  events_missing: "Events",
  events_failed: "Events",
  events_waiting: "Events",
  jobs: "Jobs",
  sync: "Sync",
  drift: "Drift",
  manifests: "Manifests",
  quota: "Quota",
  webhooks: "Webhooks",
  deletions: "Deletions",
  retention: "Retention",
  emails: "E-mail",
  tokens: "Tokens",
  teams: "Teams",
  ca: "CA certificate",
  registry_host: "Registry host",
};

export interface Link {
  text: string;
  href: string;
}

/** Something that needs a person. */
export interface Problem {
  kind: ProblemKind;
  /** `bad`: something does not work now. `warn`: it will stop working, or works only in part. */
  severity: "bad" | "warn";
  sentence: string; // what happened
  since: Date | null; // null: unknown
  cure: string; // what to do
  action: Link | null; // where to do it
  lines: string | null; // to paste into a shell or a file
  places: Link[]; // what it concerns, the first few
}

const maxPlaces = 5;

type Draft = Pick<Problem, "kind" | "severity" | "sentence" | "cure"> & Partial<Problem>;

export const problem = (draft: Draft): Problem => ({
  since: null,
  action: null,
  lines: null,
  ...draft,
  places: (draft.places ?? []).slice(0, maxPlaces),
});

/** What does not work now before what will stop, then by kind. */
export function byWeight(one: Problem, other: Problem): number {
  if (one.severity !== other.severity) return one.severity === "bad" ? -1 : 1;
  return kinds.indexOf(one.kind) - kinds.indexOf(other.kind);
}
