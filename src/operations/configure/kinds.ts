import type { Kind } from "./kind.ts";
import { buildKinds } from "./kinds/builds.ts";
import { compose } from "./kinds/compose.ts";
import { helm } from "./kinds/helm.ts";
import { kubernetes } from "./kinds/kubernetes.ts";
import { machineKinds } from "./kinds/machines.ts";
import { proxyKinds } from "./kinds/proxies.ts";
import { registryKinds } from "./kinds/registry.ts";

/** Every file that can be made, in the order of the list. */
export const kinds: readonly Kind[] = [
  ...registryKinds,
  compose,
  kubernetes,
  helm,
  ...proxyKinds,
  ...machineKinds,
  ...buildKinds,
];

interface Group {
  id: string;
  title: string;
  kinds: Kind[];
}

/** The kinds for some people, by their groups. */
export function groupsFor(audience: Kind["for"]): Group[] {
  const shown = kinds.filter((kind) => kind.for === audience);
  const titles = [...new Set(shown.map(({ group }) => group))];
  return titles.map((title) => ({
    id: title.toLowerCase(),
    title,
    kinds: shown.filter(({ group }) => group === title),
  }));
}
