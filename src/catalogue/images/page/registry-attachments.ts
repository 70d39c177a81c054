import { type AtRegistry, asCatalogued } from "../../../registry/client/referrers.ts";

export interface Attached {
  registryId: number;
  repository: string; // its full name
  digest: string; // that things are attached to
}

type Ask = (attached: Attached) => Promise<AtRegistry>;

let ask: Ask = async () => asCatalogued;

/** Lets pages ask the registry what is attached to an image. Set at start, by a domain that may know about events. */
export function askRegistryBy(how: Ask): void {
  ask = how;
}

/** Where the registry differs from the catalogue in what is attached to an image. */
export function attachedNow(
  { fullName, namespace }: { fullName: string; namespace: { registryId: number } },
  digest: string,
): Promise<AtRegistry> {
  return ask({ registryId: namespace.registryId, repository: fullName, digest });
}
