import {
  type FoundRepository,
  findRepository,
  findRepositoryForToken,
  guardedBy,
} from "../../catalogue/repositories/find.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import type { Role } from "../../platform/db/client.ts";
import { Forbidden } from "../../platform/errors.ts";
import { deletionRefusal } from "../../tenancy/policy/deletion.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";

export function ensureCanDeleteImages(actor: Actor, guarded: Guarded): void {
  const refusal = deletionRefusal(actor, guarded, config.rules);
  if (refusal) throw new Forbidden(refusal);
}

/** The roles that may delete images. */
export function rolesThatDelete(): Role[] {
  return config.rules.deleteByContributors ? ["owner", "contributor"] : ["owner"];
}

/** Finds a repository from which the actor may delete images. */
export async function findToDeleteFrom(actor: Actor, reference: string): Promise<FoundRepository> {
  const repository = await findRepository(actor, reference);
  ensureCanDeleteImages(actor, guardedBy(repository));
  return repository;
}

/** The same by id, and only within the limits of the actor's token. */
export async function findToDeleteFromForToken(actor: Actor, id: number): Promise<FoundRepository> {
  const repository = await findRepositoryForToken(actor, id);
  ensureCanDeleteImages(actor, guardedBy(repository));
  return repository;
}
