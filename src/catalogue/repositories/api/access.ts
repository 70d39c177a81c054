import { z } from "zod";
import { actor, audit } from "../../../identity/actor/request.ts";
import type { Role } from "../../../platform/db/client.ts";
import { type Call, endpoint, IdParams } from "../../../platform/http/api/endpoint.ts";
import { ChangeEntity } from "../../../tenancy/namespaces/present.ts";
import { MemberForm, RoleForm } from "../../../tenancy/teams/schemas.ts";
import {
  addRepositoryMember,
  changeRepositoryRole,
  findHolder,
  type RepositoryMember,
  removeRepositoryMember,
  repositoryMembers,
} from "../access/members.ts";
import { ifHolding, ifNarrowed } from "../access/preview.ts";
import { changeRepositoryVisibility, ensureManageable, ensureNarrowing } from "../change.ts";
import { type FoundRepository, findRepositoryById } from "../repositories.ts";
import { VisibilityForm } from "../schemas.ts";

const MemberEntity = z.object({
  id: z.int(),
  user_id: z.int(),
  username: z.string(),
  role: z.enum(["viewer", "contributor", "owner"]),
  created_at: z.iso.datetime(),
});
const MemberParams = IdParams.extend({ member_id: IdParams.shape.id });

/** One of two questions. */
const PreviewBody = z
  .object({
    user: MemberForm.shape.user.optional(),
    role: RoleForm.shape.role.nullable().optional(),
    visibility: VisibilityForm.shape.visibility.optional(),
  })
  .superRefine(({ user, role, visibility }, context) => {
    const asksForRole = user !== undefined || role !== undefined;
    const say = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (asksForRole && visibility)
      say("visibility", "Ask for a role or for a visibility, not both.");
    if (!asksForRole && visibility === undefined)
      say("visibility", "Send user and role, or visibility.");
    if (user !== undefined && role === undefined) say("role", "Send the role, or null for none.");
    if (user === undefined && role !== undefined) say("user", "Say whose role it would be.");
  });

export const endpoints = [
  endpoint("get", "/repositories/:id/members", {
    summary: "Who has a role in one repository alone",
    params: IdParams,
    answer: z.array(MemberEntity),
    run: async (call) => (await repositoryMembers(await managed(call))).map(present),
  }),

  endpoint("post", "/repositories/:id/members", {
    summary: "Give somebody a role in one repository alone",
    params: IdParams,
    body: MemberForm,
    status: 201,
    answer: MemberEntity,
    run: async (call) =>
      present(await addRepositoryMember(audit(call.req), await managed(call), call.body)),
  }),

  endpoint("put", "/repositories/:id/members/:member_id", {
    summary: "Give a member of one repository another role",
    params: MemberParams,
    body: RoleForm,
    run: async (call) => {
      const change = { memberId: call.params.member_id, role: call.body.role };
      await changeRepositoryRole(audit(call.req), await managed(call), change);
    },
  }),

  endpoint("delete", "/repositories/:id/members/:member_id", {
    summary: "Take somebody's role in one repository from them",
    params: MemberParams,
    run: async (call) =>
      removeRepositoryMember(audit(call.req), await managed(call), call.params.member_id),
  }),

  endpoint("post", "/repositories/:id/preview", {
    summary:
      "Who would gain and lose what if a repository had another visibility, or a user another role in it (or, with null, none)",
    params: IdParams,
    body: PreviewBody,
    answer: z.array(ChangeEntity),
    run: async (call) => {
      const repository = await managed(call);
      const { user, role = null, visibility = null } = call.body;
      if (user !== undefined) return previewRole(repository, { user, role });
      ensureNarrowing(actor(call.req), repository, visibility);
      return ifNarrowed(repository, visibility);
    },
  }),

  endpoint("put", "/repositories/:id/visibility", {
    summary: "Make a repository narrower than its namespace, or (null) as wide",
    params: IdParams,
    body: VisibilityForm,
    run: async (call) =>
      changeRepositoryVisibility(audit(call.req), await managed(call), call.body.visibility),
  }),
];

async function previewRole(
  repository: FoundRepository,
  { user, role }: { user: string; role: Role | null },
) {
  const holder = await findHolder({ user, role: role ?? "viewer" });
  return ifHolding(repository, holder, role);
}

async function managed({
  req,
  params,
}: Pick<Call<{ id: number }, unknown, unknown>, "req" | "params">) {
  const repository = await findRepositoryById(actor(req), params.id);
  ensureManageable(actor(req), repository);
  return repository;
}

function present({ id, userId, user, role, createdAt }: RepositoryMember) {
  return { id, user_id: userId, username: user.username, role, created_at: createdAt };
}
