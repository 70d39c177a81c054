import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { splitName } from "../../registry/names.ts";
import { readReference } from "../../registry/resolve.ts";
import { findRepository } from "../repositories/find.ts";
import { isBadgeSignature } from "./links.ts";

/** The id of a repository whose badges a request may see: by a signed link, or because the actor sees the repository. */
export async function findForBadges(
  actor: () => Actor | null,
  reference: string,
  signature: string,
): Promise<number> {
  if (!signature) return (await findRepository(actor(), reference)).id;
  const { hostname, fullName } = await readReference(reference);
  const { namespace, name } = splitName(fullName);
  const found = await db.repository.findFirst({
    where: { name, namespace: { name: namespace, registry: { hostname } } },
    select: { id: true, badgeSeries: true },
  });
  if (!found || !isBadgeSignature(signature, found)) throw new NotFound("badge");
  return found.id;
}
