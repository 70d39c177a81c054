import { suggestPeople } from "../../../tenancy/teams/suggestions.ts";
import type { FoundRepository } from "../repositories.ts";

/** Who could get a role in a repository, by the beginning of their name. For who manages it: nobody else learns who is here. */
export function suggestRepositoryMembers({ id: repositoryId }: FoundRepository, q: string) {
  return suggestPeople(q, { repositoryMemberships: { none: { repositoryId } } });
}
