import { createHash } from "node:crypto";
import type { Actor } from "../accounts/current.ts";
import { config } from "../config.ts";
import { type DeletionPlan, db, type Prisma } from "../db/client.ts";
import { ensure, Invalid, NotFound } from "../errors.ts";
import { type FoundNamespace, findNamespace } from "../namespaces/list.ts";
import { allowedActions, type Guarded } from "../namespaces/policy.ts";
import { type FoundRepository, findRepository, guardedBy } from "../repositories/repositories.ts";
import { type Contents, closureOf, type Selection } from "./closure.ts";
import { worldOf } from "./world.ts";

/** A plan with the repository that it is about, or null where that is gone, and its namespace. */
export type FoundPlan = Omit<DeletionPlan, "contents" | "namespace"> & {
  contents: Contents;
  repositoryNow: FoundRepository | null;
  namespace: FoundNamespace;
};

/** Says what would be deleted, and remembers it: only what was shown is deleted later. */
export async function makePlan(
  actor: Actor,
  repository: FoundRepository,
  selection: Selection,
): Promise<DeletionPlan> {
  ensureMayDelete(actor, guardedBy(repository));
  const contents = await contentsNow(repository.id, selection);
  return db.deletionPlan.create({
    data: {
      namespaceId: repository.namespaceId,
      repository: repository.fullName,
      selection,
      contents: contents as unknown as Prisma.InputJsonObject,
      fingerprint: fingerprintOf(contents),
      byId: actor.id,
      byName: actor.username,
    },
  });
}

/** A plan that the actor may see: of what they may delete. */
export async function findPlan(actor: Actor, id: number): Promise<FoundPlan> {
  const plan = await db.deletionPlan.findUnique({ where: { id } });
  if (!plan) throw new NotFound("deletion");
  const namespace = await findNamespace(actor, plan.namespaceId);
  const repositoryNow = await findRepository(actor, plan.repository).catch(orNull);
  const known = repositoryNow?.namespaceId === namespace.id ? repositoryNow : null;
  ensureMayDelete(actor, known ? guardedBy(known) : namespace);
  const contents = plan.contents as unknown as Contents; // as makePlan wrote it
  return { ...plan, contents, namespace, repositoryNow: known };
}

/** Finds out anew what would be deleted. */
export async function contentsNow(repositoryId: number, selection: Selection): Promise<Contents> {
  const contents = closureOf(await worldOf(repositoryId), selection);
  const { gone, untagged, broken } = contents;
  if (broken.length > 0)
    throw new Invalid({
      form: `It is part of ${broken[0]}, which would be broken without it. Delete that one first.`,
    });
  if (gone.length + untagged.length === 0 && !("whole" in selection))
    throw new Invalid({ form: "Nothing of what was chosen is there. Choose at least one tag." });
  return contents;
}

export function selectionOf({ selection }: Pick<DeletionPlan, "selection">): Selection {
  return selection as unknown as Selection; // as makePlan wrote it
}

export function fingerprintOf(contents: Contents): string {
  return createHash("sha256").update(JSON.stringify(contents)).digest("base64url");
}

export function mayDelete(actor: Actor | null, guarded: Guarded): boolean {
  return allowedActions(actor, guarded, config.rules).includes("delete");
}

export function ensureMayDelete(actor: Actor, guarded: Guarded): void {
  ensure(config.rules.deleteEnabled, "Deleting is switched off here.");
  ensure(mayDelete(actor, guarded), "You may not delete here. Ask an owner of the namespace.");
}

function orNull(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}
