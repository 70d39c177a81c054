import type { Build } from "../../../identity/tokens/snippets/builders.ts";
import type { Use } from "../../../identity/tokens/snippets/commands.ts";
import type { Instance } from "../instance.ts";
import type { Values } from "../kind.ts";

/** What stands in a file for a token that only its owner has. */
const tokenPlaceholder = "APPLICATION-TOKEN";

/** How somebody uses the registry, for the snippets that a new token comes with. */
export const useOf = ({ host, username, repository }: Instance): Use => ({
  host,
  username,
  repository,
  secret: tokenPlaceholder,
  does: "push",
});

export const loginUse = (value: Values, instance: Instance): Use => ({
  ...useOf(instance),
  username: value("username"),
});

export const jobUse = (value: Values, instance: Instance): Use => ({
  ...loginUse(value, instance),
  repository: value("repository"),
  does: value("does") === "pull" ? "pull" : "push",
});

export const buildOf = (value: Values, use: Use): Build => ({
  use: { ...use, repository: value("repository") },
  tag: value("tag"),
  http: value("scheme") === "http",
});
