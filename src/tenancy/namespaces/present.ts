import { z } from "zod";
import type { Prisma } from "../../platform/db/client.ts";
import { allActions } from "../policy/policy.ts";
import type { shown } from "./find.ts";
import { Visibility } from "./schemas.ts";

const Time = z.iso.datetime();

export const NamespaceEntity = z.object({
  id: z.int(),
  name: z.string(),
  created_at: Time,
  updated_at: Time,
  description: z.string(),
  team: z.object({ id: z.int(), name: z.string(), hidden: z.boolean() }),
  visibility: Visibility,
  global: z.boolean(),
});

export function presentNamespace(namespace: Prisma.NamespaceGetPayload<typeof shown>) {
  const { id, name, hidden } = namespace.team;
  return {
    id: namespace.id,
    name: namespace.name || namespace.registry.hostname, // the global namespace has the name of its registry
    created_at: namespace.createdAt,
    updated_at: namespace.updatedAt,
    description: namespace.description,
    team: { id, name, hidden },
    visibility: namespace.visibility,
    global: namespace.kind === "global",
  };
}

const Action = z.enum(allActions);

/** One change of rights, with the namespaces that it applies to. */
export const ChangeEntity = z.object({
  who: z.string(),
  gains: z.array(Action),
  loses: z.array(Action),
  where: z.array(z.string()),
});
