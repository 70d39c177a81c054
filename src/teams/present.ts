import { z } from "zod";
import type { Team } from "../db/client.ts";
import type { Member } from "./member.ts";

const Time = z.iso.datetime();

export const TeamEntity = z.object({
  id: z.int(),
  name: z.string(),
  created_at: Time,
  updated_at: Time,
  description: z.string(),
  hidden: z.boolean(),
});

export const MemberEntity = z.object({
  id: z.int(),
  team_id: z.int(),
  user_id: z.int(),
  created_at: Time,
  updated_at: Time,
  role: z.enum(["viewer", "contributor", "owner"]),
  display_name: z.string().nullable(),
  username: z.string(),
});

export function presentTeam({ id, name, createdAt, updatedAt, description, hidden }: Team) {
  return { id, name, created_at: createdAt, updated_at: updatedAt, description, hidden };
}

export function presentMember(member: Member) {
  return {
    id: member.id,
    team_id: member.teamId,
    user_id: member.userId,
    created_at: member.createdAt,
    updated_at: member.updatedAt,
    role: member.role,
    display_name: member.user.displayName,
    username: member.user.username,
  };
}
