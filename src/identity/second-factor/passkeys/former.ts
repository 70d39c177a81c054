import { db } from "../../../platform/db/client.ts";
import { relyingParty } from "./relying-party.ts";

/** Passkeys that no longer work, because they were added at another host. */
export interface FormerPasskeys {
  host: string | null; // one of these hosts; null: there is no such passkey
  passkeys: number;
  people: number;
  lockedOut: number; // of these people, those without a factor that works here
}

/** Disabled accounts do not count. */
export async function formerPasskeys(): Promise<FormerPasskeys> {
  const { id } = relyingParty();
  const [found] = await db.$queryRaw<FormerPasskeys[]>`
    SELECT max(host) AS host, count(*)::int AS passkeys, count(DISTINCT user_id)::int AS people,
      count(DISTINCT user_id) FILTER (WHERE
        NOT EXISTS (SELECT FROM passkeys AS usable WHERE usable.user_id = former.user_id AND usable.host = ${id})
        AND NOT EXISTS (SELECT FROM authenticators WHERE authenticators.user_id = former.user_id))::int AS "lockedOut"
    FROM passkeys AS former JOIN users ON users.id = user_id
    WHERE host <> ${id} AND disabled_at IS NULL`;
  return found ?? { host: null, passkeys: 0, people: 0, lockedOut: 0 };
}
