import { catalogPage } from "../../../registry/client/catalog.ts";
import { maxIdlePages } from "../../../registry/client/lists.ts";
import type { RunState, Stop } from "./run-state.ts";

/**
 * If another process began the run: lists the names again that it inspected, up to the position of the run, so that they
 * are not inspected twice. If the list has changed and the position is no longer in it, all are inspected again.
 */
export async function listInspected({ run, source, inspected }: RunState): Promise<Stop> {
  const { listedAt, cursor: position } = run;
  if (!listedAt && position === null) return null; // nothing is inspected
  const last = listedAt ? null : new URLSearchParams(position ?? "").get("last");
  const names = new Set<string>();
  let cursor: string | null = null;
  let idle = 0; // pages in a row without a new name
  do {
    if (source.stopping()) return "stopping";
    const page = await catalogPage(source.connection, cursor);
    if (!page.ok) return page.error;

    const before = names.size;
    const end = last === null ? -1 : page.value.names.indexOf(last);
    for (const name of page.value.names.slice(0, end < 0 ? undefined : end + 1)) names.add(name);
    cursor = page.value.next;
    if (end >= 0 || cursor === (listedAt ? null : position)) {
      for (const name of names) inspected.add(name);
      return null;
    }
    idle = names.size > before ? 0 : idle + 1;
  } while (cursor !== null && idle <= maxIdlePages);
  return null;
}
