import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { visibleTo } from "../policy/visible.ts";

export const shown = {
  include: {
    registry: true,
    size: true,
    owner: { select: { username: true } },
    team: {
      select: {
        id: true,
        name: true,
        hidden: true,
        memberships: { select: { userId: true, role: true } },
      },
    },
  },
} satisfies Prisma.NamespaceFindManyArgs;

type Loaded = Prisma.NamespaceGetPayload<typeof shown>;
export type FoundNamespace = Loaded & { members: Loaded["team"]["memberships"] };

/** A namespace that the actor may see. */
export async function findNamespace(
  actor: Actor | null,
  id: number,
  tx: Tx = db,
): Promise<FoundNamespace> {
  const found = await tx.namespace.findFirst({ where: { id, AND: visibleTo(actor) }, ...shown });
  if (!found) throw new NotFound("namespace");
  return { ...found, members: found.team.memberships };
}
