import type { Actor } from "../../../identity/actor/actor.ts";
import type { Role, Visibility } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { referenceOf } from "../../../platform/reference.ts";
import type { Question } from "../../../tenancy/namespaces/routes/confirm.ts";
import { ensureHolds, findMember } from "../access/members.ts";
import { ifHolding, ifNarrowed } from "../access/preview.ts";
import { ensureNarrowing } from "../change.ts";
import type { FoundRepository } from "../repositories.ts";

export async function previewNarrowing(
  actor: Actor,
  repository: FoundRepository,
  visibility: Visibility | null,
): Promise<Question> {
  ensureNarrowing(actor, repository, visibility);
  const name = referenceOf(repository);
  const becoming = visibility ?? `as its namespace: ${repository.namespace.visibility}`;
  return {
    title: visibility ? `Make ${name} ${visibility}?` : `Let ${name} be as its namespace?`,
    lead: repository.visibility
      ? `It is ${repository.visibility} by itself now.`
      : `It is as its namespace now: ${repository.namespace.visibility}.`,
    changes: await ifNarrowed(repository, visibility),
    button: visibility ? `Make it ${visibility}` : `Let it be ${becoming}`,
    cancel: paths.repositoryAccess(repository),
    fields: { visibility: visibility ?? "" },
  };
}

export async function previewHolding(
  repository: FoundRepository,
  memberId: number,
  role: Role,
): Promise<Question> {
  const { user, role: before } = await findMember(repository, memberId);
  ensureHolds(user, role);
  return {
    title: `Make ${user.username} ${a(role)} of ${referenceOf(repository)}?`,
    lead: `They are ${a(before)} of this repository now.`,
    changes: ifHolding(repository, user, role),
    button: `Make ${user.username} ${a(role)}`,
    cancel: paths.repositoryAccess(repository),
    fields: { role },
  };
}

export async function previewTaking(
  repository: FoundRepository,
  memberId: number,
): Promise<Question> {
  const { user, role } = await findMember(repository, memberId);
  return {
    title: `Take ${user.username} from ${referenceOf(repository)}?`,
    lead: `They are ${a(role)} of this repository now.`,
    changes: ifHolding(repository, user, null),
    note: "What their team allows them they keep. Tokens that are under way hold until they run out.",
    button: `Take ${user.username} from it`,
    bad: true,
    cancel: paths.repositoryAccess(repository),
    fields: {},
  };
}

function a(role: Role): string {
  return role === "owner" ? "an owner" : `a ${role}`;
}
