import { type AtRegistry, asCatalogued } from "../../../registry/client/referrers.ts";

export interface AttachmentSubject {
  registryId: number;
  repository: string; // its full name
  digest: string;
}

type Lookup = (subject: AttachmentSubject) => Promise<AtRegistry>;

let lookup: Lookup = async () => asCatalogued;

/** Sets how pages ask the registry for attachments. Called at start: the lookup belongs to a higher layer. */
export function setAttachmentLookup(registryLookup: Lookup): void {
  lookup = registryLookup;
}

/** How the registry's attachments of an image differ from the catalogue's. */
export function attachmentsAtRegistry(
  { fullName, namespace }: { fullName: string; namespace: { registryId: number } },
  digest: string,
): Promise<AtRegistry> {
  return lookup({ registryId: namespace.registryId, repository: fullName, digest });
}
