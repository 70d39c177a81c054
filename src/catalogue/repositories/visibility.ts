import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import type { Visibility } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { change, noteChange } from "./change.ts";
import { canNarrow, narrowings } from "./policy.ts";
import { type FoundRepository, guardedBy } from "./repositories.ts";

/** Makes a repository narrower than its namespace, or (null) as wide as that is. */
export async function changeRepositoryVisibility(
  actor: Actor,
  { id }: FoundRepository,
  visibility: Visibility | null,
): Promise<void> {
  await change(actor, id, async (tx, repository) => {
    ensureNarrowing(actor, repository, visibility);
    if (visibility === repository.visibility) return;

    await tx.repository.update({ where: { id: repository.id }, data: { visibility } });
    const details = { visibility, old: repository.visibility };
    await noteChange(tx, actor, repository, { verb: "change_visibility", details });
  });
}

export function ensureNarrowing(
  actor: Actor,
  repository: FoundRepository,
  visibility: Visibility | null,
): void {
  ensure(
    canNarrow(actor, guardedBy(repository), config.rules),
    "Only admins change visibilities here. Ask one of them.",
  );
  if (visibility && !narrowings(repository.namespace).includes(visibility))
    throw new Invalid({ visibility: "It can't be wider than its namespace." });
}
