import type { Kind } from "./filters.ts";

const labels = {
  pushes: "Pushes",
  deletions: "Deletions",
  repositories: "Repositories",
  access: "Access to repositories",
  comments: "Comments",
  namespaces: "Namespaces",
  teams: "Teams",
  people: "People",
  tokens: "Tokens",
  registries: "Registries",
  webhooks: "Webhooks",
  "sign-ins": "Sign-ins",
} satisfies Record<Kind, string>;

const everywhere: readonly Kind[] = [
  "pushes",
  "deletions",
  "repositories",
  "access",
  "comments",
  "namespaces",
  "teams",
  "people",
  "tokens",
  "registries",
  "webhooks",
];

/** The kinds of entries as options of a select. */
export const kindChoices = {
  everywhere: choicesOf(everywhere),
  withSignIns: choicesOf([...everywhere, "sign-ins"]), // for those who see all entries
  inNamespace: choicesOf(["pushes", "deletions", "access", "comments", "namespaces", "webhooks"]),
  inTeam: choicesOf(["pushes", "deletions", "access", "namespaces", "teams", "webhooks"]),
  inRepository: choicesOf(["pushes", "deletions", "access", "comments"]),
};

function choicesOf(kinds: readonly Kind[]) {
  const each = kinds.map((kind) => ({ value: kind, label: labels[kind] }));
  return [{ value: "", label: "Everything" }, ...each];
}
