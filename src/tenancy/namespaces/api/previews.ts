import { z } from "zod";
import { actor } from "../../../identity/actor/request.ts";
import { endpoint, IdParams } from "../../../platform/http/api/endpoint.ts";
import { findTeam } from "../../teams/find.ts";
import { ensureCanManageMembers, findMember } from "../../teams/members.ts";
import { ensureChangeAllowed } from "../../teams/owners.ts";
import { RoleForm } from "../../teams/schemas.ts";
import { ensureVisibilityChange, findReceivingTeam } from "../change.ts";
import { findNamespace } from "../find.ts";
import { ChangeEntity } from "../present.ts";
import { previewRole, previewTransfer, previewVisibility } from "../preview.ts";
import { NamespaceForm, Visibility } from "../schemas.ts";

const Wanted = z.object({
  visibility: Visibility.optional(),
  team: NamespaceForm.shape.team.optional(),
});

const MemberParams = IdParams.extend({ member_id: IdParams.shape.id });

/** Previews of changes, for people who may make them. Nothing is written. */
export const endpoints = [
  endpoint("post", "/namespaces/:id/preview", {
    summary: "Preview who would gain or lose rights if a namespace's visibility or team changed",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: Wanted,
    answer: z.array(ChangeEntity),
    run: async ({ req, params, body }) => {
      const namespace = await findNamespace(actor(req), params.id);
      const { visibility = namespace.visibility, team } = body;
      ensureVisibilityChange(actor(req), namespace, visibility);
      if (team === undefined) return previewVisibility(namespace, visibility);
      return previewTransfer(
        namespace,
        await findReceivingTeam(actor(req), namespace, team),
        visibility,
      );
    },
  }),

  endpoint("post", "/teams/:id/members/:member_id/preview", {
    summary: "Preview what a member would gain or lose with another role, or (null) without one",
    allowsRestrictedTokens: true,
    params: MemberParams,
    body: z.object({ role: RoleForm.shape.role.nullable() }),
    answer: z.array(ChangeEntity),
    run: async ({ req, params, body: { role } }) => {
      const team = await findTeam(actor(req), params.id);
      ensureCanManageMembers(actor(req), team);
      const member = await findMember(team, params.member_id);
      await ensureChangeAllowed(member, role);
      return previewRole(team, member, role);
    },
  }),
];
