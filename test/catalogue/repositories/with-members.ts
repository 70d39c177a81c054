import { db, type Role, type Visibility } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";

export const app = await useApp();
export const admin = actorOf(await makeUser({ admin: true }));
export const people = {
  owner: await makeUser(),
  viewer: await makeUser(),
  stranger: await makeUser(),
  helper: await makeUser(),
};

/** A repository in a namespace of the owner's and the viewer's team. With a role, the helper is a member of only the repository. */
export async function makeShared(
  namespaceVisibility: Visibility,
  own: Visibility | null,
  role?: Role,
) {
  const team = await makeTeam({ owners: [people.owner], viewers: [people.viewer] });
  const namespace = await makeNamespace({ visibility: namespaceVisibility, team });
  const repository = await makeRepository({ namespace, visibility: own });
  if (role)
    await db.repositoryMembership.create({
      data: { repositoryId: repository.id, userId: people.helper.id, role },
    });
  return { namespace, repository };
}

/** The id of the only membership of a repository. */
export async function memberIdOf({ id: repositoryId }: { id: number }): Promise<number> {
  return (await db.repositoryMembership.findFirstOrThrow({ where: { repositoryId } })).id;
}
