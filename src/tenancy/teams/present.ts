import { z } from "zod";
import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { shownAddress } from "../../identity/people/addresses.ts";
import type { Prisma, Team } from "../../platform/db/client.ts";
import { memberRoles } from "./policy.ts";

const Time = z.iso.datetime();

export const TeamEntity = z.object({
  id: z.int(),
  name: z.string(),
  created_at: Time,
  updated_at: Time,
  description: z.string(),
  hidden: z.boolean(),
});

/** A membership, with the fields of its user that SUSE Portus sent. `id` is the membership's: see docs/compatibility.md. */
export const MemberEntity = z.object({
  id: z.int(),
  team_id: z.int(),
  user_id: z.int(),
  created_at: Time,
  updated_at: Time,
  role: z.enum(memberRoles),
  display_name: z.string(), // the user name if no display name is set
  username: z.string(),
  email: z.string().nullable(), // also null if the asker may not see it
  admin: z.boolean(),
  enabled: z.boolean(),
  namespace_id: z.int().nullable(),
  bot: z.boolean(),
});

export const shownMember = {
  include: {
    user: {
      select: {
        ...actorFields,
        email: true,
        withheldEmail: true,
        disabledAt: true,
        namespaces: { select: { id: true }, orderBy: { id: "asc" }, take: 1 },
      },
    },
  },
} satisfies Prisma.MembershipFindManyArgs;

export type ShownMember = Prisma.MembershipGetPayload<typeof shownMember>;

export function presentTeam({ id, name, createdAt, updatedAt, description, hidden }: Team) {
  return { id, name, created_at: createdAt, updated_at: updatedAt, description, hidden };
}

/** E-mail addresses are shown only to admins and to the person, as on the pages. */
export function presentMember(asker: Actor, { user, ...member }: ShownMember) {
  return {
    id: member.id,
    team_id: member.teamId,
    user_id: member.userId,
    created_at: member.createdAt,
    updated_at: member.updatedAt,
    role: member.role,
    display_name: user.displayName ?? user.username,
    username: user.username,
    email: shownAddress(asker, user),
    admin: user.admin,
    enabled: user.disabledAt === null,
    namespace_id: user.namespaces[0]?.id ?? null,
    bot: user.robot,
  };
}
