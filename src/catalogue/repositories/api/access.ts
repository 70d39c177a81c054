import { z } from "zod";
import { actor, audit } from "../../../identity/actor/request.ts";
import type { Role } from "../../../platform/db/client.ts";
import { type Call, endpoint, IdParams } from "../../../platform/http/api/endpoint.ts";
import { ChangeEntity } from "../../../tenancy/namespaces/present.ts";
import { memberRoles } from "../../../tenancy/teams/policy.ts";
import { MemberForm, RoleForm } from "../../../tenancy/teams/schemas.ts";
import {
  addRepositoryMember,
  changeRepositoryRole,
  findMemberCandidate,
  type RepositoryMember,
  removeRepositoryMember,
  repositoryMembers,
} from "../access/members.ts";
import { changesByRole, changesByVisibility } from "../access/preview.ts";
import { changeRepositoryVisibility, ensureCanManage, ensureCanSetVisibility } from "../change.ts";
import { type FoundRepository, findRepositoryById } from "../find.ts";
import { VisibilityForm } from "../schemas.ts";

const MemberEntity = z.object({
  id: z.int(),
  user_id: z.int(),
  username: z.string(),
  role: z.enum(memberRoles),
  created_at: z.iso.datetime(),
});
const MemberParams = IdParams.extend({ member_id: IdParams.shape.id });

/** Either a role or a visibility. */
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
      say("visibility", "Send user and role, or visibility, not both.");
    if (!asksForRole && visibility === undefined)
      say("visibility", "Send user and role, or visibility.");
    if (user !== undefined && role === undefined) say("role", "Send the role, or null for none.");
    if (user === undefined && role !== undefined) say("user", "Send the user, too.");
  });

export const endpoints = [
  endpoint("get", "/repositories/:id/members", {
    summary: "The members of a repository",
    params: IdParams,
    answer: z.array(MemberEntity),
    run: async (call) =>
      (await repositoryMembers(actor(call.req), await managed(call))).map(present),
  }),

  endpoint("post", "/repositories/:id/members", {
    summary: "Add a member to a repository",
    params: IdParams,
    body: MemberForm,
    status: 201,
    answer: MemberEntity,
    run: async (call) =>
      present(await addRepositoryMember(audit(call.req), await managed(call), call.body)),
  }),

  endpoint("put", "/repositories/:id/members/:member_id", {
    summary: "Change the role of a member of a repository",
    params: MemberParams,
    body: RoleForm,
    run: async (call) => {
      const change = { memberId: call.params.member_id, role: call.body.role };
      await changeRepositoryRole(audit(call.req), await managed(call), change);
    },
  }),

  endpoint("delete", "/repositories/:id/members/:member_id", {
    summary: "Remove a member from a repository",
    params: MemberParams,
    run: async (call) =>
      removeRepositoryMember(audit(call.req), await managed(call), call.params.member_id),
  }),

  endpoint("post", "/repositories/:id/preview", {
    summary:
      "Preview who would gain or lose access with another visibility, or with another role of a user (null: none)",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: PreviewBody,
    answer: z.array(ChangeEntity),
    run: async (call) => {
      const repository = await managed(call);
      const { user, role = null, visibility = null } = call.body;
      if (user !== undefined) return previewRole(repository, { user, role });
      ensureCanSetVisibility(actor(call.req), repository, visibility);
      return changesByVisibility(repository, visibility);
    },
  }),

  endpoint("put", "/repositories/:id/visibility", {
    summary: "Set the visibility of a repository; null: that of its namespace",
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
  const holder = await findMemberCandidate({ user, role: role ?? "viewer" });
  return changesByRole(repository, holder, role);
}

async function managed({
  req,
  params,
}: Pick<Call<{ id: number }, unknown, unknown>, "req" | "params">) {
  const repository = await findRepositoryById(actor(req), params.id);
  ensureCanManage(actor(req), repository);
  return repository;
}

function present({ id, userId, user, role, createdAt }: RepositoryMember) {
  return { id, user_id: userId, username: user.username, role, created_at: createdAt };
}
