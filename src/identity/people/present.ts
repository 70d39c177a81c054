import { z } from "zod";
import type { Prisma } from "../../platform/db/client.ts";

const Time = z.iso.datetime();

export const UserEntity = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string().nullable(),
  current_sign_in_at: Time.nullable(),
  last_sign_in_at: Time.nullable(),
  created_at: Time,
  updated_at: Time,
  admin: z.boolean(),
  enabled: z.boolean(),
  locked_at: z.null(), // nobody is ever locked out here
  namespace_id: z.int().nullable(),
  display_name: z.string().nullable(),
  bot: z.boolean(),
});

export const shown = {
  omit: { passwordHash: true },
  include: { namespaces: { select: { id: true }, orderBy: { id: "asc" }, take: 1 } },
} satisfies Prisma.UserFindManyArgs;

export function presentUser(user: Prisma.UserGetPayload<typeof shown>) {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    current_sign_in_at: user.currentSignInAt,
    last_sign_in_at: user.lastSignInAt,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    admin: user.admin,
    enabled: user.disabledAt === null,
    locked_at: null,
    namespace_id: user.namespaces[0]?.id ?? null,
    display_name: user.displayName,
    bot: user.robot,
  };
}
