import { db } from "../../platform/db/client.ts";
import { passwordRefusal } from "../actor/second-factor.ts";

/** Whether docker login and the API accept the password that somebody has, here or at a directory. */
export async function worksInClients({ id }: { id: number }): Promise<boolean> {
  const account = await db.user.findUniqueOrThrow({ where: { id } });
  if (await passwordRefusal(account)) return false;
  return account.passwordHash !== null || (await hasDirectoryPassword(id));
}

async function hasDirectoryPassword(userId: number): Promise<boolean> {
  const found = await db.$queryRaw<unknown[]>`
    SELECT FROM external_identities JOIN sign_in_providers AS provider ON provider.id = provider_id
    WHERE user_id = ${userId} AND provider.kind = 'ldap' AND provider.enabled
      AND settings ->> 'clientLogin' IS DISTINCT FROM 'false'
    LIMIT 1`;
  return found.length > 0;
}
