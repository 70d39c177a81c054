import { db } from "../../platform/db/client.ts";

export interface Size {
  stored: bigint;
  exclusive: bigint; // what deleting it frees
  unread: number; // manifests that were not read yet and are not counted
  unknown: number; // blobs of unknown size
  declared: bigint; // bytes declared for these
  countedAt: Date;
}

/** Whether the numbers are exact, not lower bounds. */
export const isExact = ({ unread, unknown }: Pick<Size, "unread" | "unknown">): boolean =>
  unread + unknown === 0;

export async function sizeOfNamespace(namespaceId: number) {
  return db.namespaceSize.findUnique({ where: { namespaceId } });
}
