import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import type { Role, Visibility } from "../../../platform/db/client.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { others, peopleWho } from "../../../tenancy/namespaces/preview.ts";
import { type Affected, type Change, difference } from "../../../tenancy/policy/difference.ts";
import type { Guarded } from "../../../tenancy/policy/policy.ts";
import { type FoundRepository, guardedBy } from "../find.ts";

/** Who would gain or lose which actions if the repository had another visibility; null: its namespace's. */
export async function changesByVisibility(
  repository: FoundRepository,
  visibility: Visibility | null,
): Promise<Change[]> {
  const { namespace, members } = repository;
  const own = members.map(({ userId }) => userId);
  const people = await peopleWho({
    OR: [{ memberships: { some: { teamId: namespace.teamId } } }, { id: { in: own } }],
  });
  const after = guardedBy({ ...repository, visibility });
  return between([...others, ...people], repository, after);
}

/** What a user would gain or lose with another role in the repository; null: with none. */
export function changesByRole(
  repository: FoundRepository,
  user: Actor,
  role: Role | null,
): Change[] {
  const without = repository.members.filter(({ userId }) => userId !== user.id);
  const members = role ? [...without, { userId: user.id, role }] : without;
  const people = [{ who: user.username, actor: user }];
  return between(people, repository, guardedBy({ ...repository, members }));
}

function between(people: Affected[], repository: FoundRepository, after: Guarded): Change[] {
  const alternative = { name: referenceOf(repository), before: guardedBy(repository), after };
  return difference(people, [alternative], config.rules);
}
