import { z } from "zod";
import { actor } from "../accounts/current.ts";
import type { Role } from "../db/client.ts";
import { ChangeEntity } from "../namespaces/present.ts";
import { MemberForm, RoleForm } from "../teams/schemas.ts";
import { type Call, endpoint, IdParams } from "../web/api.ts";
import { ensureManageable } from "./change.ts";
import {
  addRepositoryMember,
  changeRepositoryRole,
  findHolder,
  type RepositoryMember,
  removeRepositoryMember,
  repositoryMembers,
} from "./members.ts";
import { ifHolding, ifNarrowed } from "./preview.ts";
import { type FoundRepository, findRepositoryById } from "./repositories.ts";
import { VisibilityForm } from "./schemas.ts";
import { changeRepositoryVisibility, ensureNarrowing } from "./visibility.ts";

const MemberEntity = z.object({
  id: z.int(),
  user_id: z.int(),
  username: z.string(),
  role: z.enum(["viewer", "contributor", "owner"]),
  created_at: z.iso.datetime(),
});
const MemberParams = IdParams.extend({ member_id: IdParams.shape.id });

export const accessEndpoints = [
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
      present(await addRepositoryMember(actor(call.req), await managed(call), call.body)),
  }),

  endpoint("put", "/repositories/:id/members/:member_id", {
    summary: "Give a member of one repository another role",
    params: MemberParams,
    body: RoleForm,
    run: async (call) => {
      const change = { memberId: call.params.member_id, role: call.body.role };
      await changeRepositoryRole(actor(call.req), await managed(call), change);
    },
  }),

  endpoint("delete", "/repositories/:id/members/:member_id", {
    summary: "Take somebody's role in one repository from them",
    params: MemberParams,
    run: async (call) =>
      removeRepositoryMember(actor(call.req), await managed(call), call.params.member_id),
  }),

  endpoint("post", "/repositories/:id/preview", {
    summary:
      "Who would gain and lose what if a repository had another visibility, or a user another role in it (or, with null, none)",
    params: IdParams,
    body: z.union([MemberForm.extend({ role: RoleForm.shape.role.nullable() }), VisibilityForm]),
    answer: z.array(ChangeEntity),
    run: async (call) => {
      const repository = await managed(call);
      if ("user" in call.body) return previewRole(repository, call.body);
      ensureNarrowing(actor(call.req), repository, call.body.visibility);
      return ifNarrowed(repository, call.body.visibility);
    },
  }),

  endpoint("put", "/repositories/:id/visibility", {
    summary: "Make a repository narrower than its namespace, or (null) as wide",
    params: IdParams,
    body: VisibilityForm,
    run: async (call) =>
      changeRepositoryVisibility(actor(call.req), await managed(call), call.body.visibility),
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
