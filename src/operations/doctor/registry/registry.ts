import type { Registry } from "../../../platform/db/client.ts";
import { isDefaultRegistry } from "../../../registry/registries.ts";
import type { Check } from "../check.ts";
import { once } from "../once.ts";
import type { Signals } from "../signals.ts";
import { connectionChecks } from "./connection.ts";
import { eventChecks } from "./events.ts";
import { factsOf } from "./facts.ts";
import { imageChecks } from "./images.ts";
import { loginChecks } from "./login.ts";
import { runProbe } from "./probe.ts";
import { versionChecks } from "./version.ts";

/** All checks of one registry. The ids of those that admins added end in their host names. */
export function registryChecks(registry: Registry, signals: Signals): Check[] {
  const end = isDefaultRegistry(registry) ? "" : `@${registry.hostname}`;
  const id = (name: string) => `registry.${name}${end}`;
  const facts = factsOf(registry);
  const probe = once(() => runProbe(facts, signals));
  return [
    ...connectionChecks(facts, id),
    ...loginChecks(facts, id),
    ...versionChecks(facts, id),
    ...imageChecks(facts, { id, probe }),
    ...eventChecks(facts, { id, probe }),
  ];
}
