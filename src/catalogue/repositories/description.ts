import type { Actor } from "../../identity/actor/actor.ts";
import { transaction } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import { lockRepository, noteChange } from "./change.ts";
import { canDescribe } from "./policy.ts";
import { type FoundRepository, guardedBy } from "./repositories.ts";

/** An owner writes what a repository is. */
export async function describeRepository(
  actor: Actor,
  { id }: FoundRepository,
  description: string,
): Promise<void> {
  await transaction(async (tx) => {
    const repository = await lockRepository(tx, actor, id);
    ensureDescribable(actor, repository);
    await tx.repository.update({ where: { id }, data: { description } });
    await noteChange(tx, actor, repository, { verb: "describe" });
  });
}

export function ensureDescribable(actor: Actor, repository: FoundRepository): void {
  ensure(
    canDescribe(actor, guardedBy(repository)),
    "Only its owners, those of its namespace and admins may describe this repository. Ask one of them.",
  );
}
