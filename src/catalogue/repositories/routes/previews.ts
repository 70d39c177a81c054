import type { Actor } from "../../../identity/actor/actor.ts";
import type { Visibility } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { withArticle } from "../../../platform/plural.ts";
import { referenceOf } from "../../../platform/reference.ts";
import type { Question } from "../../../tenancy/namespaces/routes/confirm.ts";
import { refuseOutdated } from "../../../tenancy/teams/owners.ts";
import type { RoleChange } from "../../../tenancy/teams/schemas.ts";
import { ensureCanHaveRole, findRepositoryMember } from "../access/members.ts";
import { changesByRole, changesByVisibility } from "../access/preview.ts";
import { ensureCanSetVisibility } from "../change.ts";
import type { FoundRepository } from "../find.ts";

export async function previewVisibilityChange(
  actor: Actor,
  repository: FoundRepository,
  visibility: Visibility | null,
): Promise<Question> {
  ensureCanSetVisibility(actor, repository, visibility);
  const name = referenceOf(repository);
  return {
    title: visibility
      ? `Make ${name} ${visibility}?`
      : `Use the namespace's visibility for ${name}?`,
    lead: repository.visibility
      ? `It has its own visibility now: ${repository.visibility}.`
      : `It has its namespace's visibility now: ${repository.namespace.visibility}.`,
    changes: await changesByVisibility(repository, visibility),
    button: visibility ? `Make it ${visibility}` : "Use the namespace's visibility",
    cancel: paths.repositoryAccess(repository),
    fields: { visibility: visibility ?? "" },
  };
}

export async function previewRoleChange(
  repository: FoundRepository,
  memberId: number,
  { role, was }: RoleChange,
): Promise<Question> {
  const member = await findRepositoryMember(repository, memberId);
  const { user, role: before } = member;
  if (before !== role) refuseOutdated(member, was);
  ensureCanHaveRole(user, role);
  return {
    title: `Make ${user.username} ${withArticle(role)} of ${referenceOf(repository)}?`,
    lead: `They are ${withArticle(before)} of this repository now.`,
    changes: changesByRole(repository, user, role),
    button: `Make ${user.username} ${withArticle(role)}`,
    cancel: paths.repositoryAccess(repository),
    fields: { role, was: before },
  };
}

export async function previewMemberRemoval(
  repository: FoundRepository,
  memberId: number,
): Promise<Question> {
  const { user, role } = await findRepositoryMember(repository, memberId);
  return {
    title: `Remove ${user.username} from ${referenceOf(repository)}?`,
    lead: `They are ${withArticle(role)} of this repository now.`,
    changes: changesByRole(repository, user, null),
    note: "They keep what their team allows. Registry tokens already issued stay valid until they expire.",
    button: `Remove ${user.username}`,
    bad: true,
    cancel: paths.repositoryAccess(repository),
    fields: {},
  };
}
