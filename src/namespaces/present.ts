import { z } from "zod";
import type { Prisma } from "../db/client.ts";
import type { shown } from "./list.ts";
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
    name: namespace.name,
    created_at: namespace.createdAt,
    updated_at: namespace.updatedAt,
    description: namespace.description,
    team: { id, name, hidden },
    visibility: namespace.visibility,
    global: namespace.kind === "global",
  };
}
