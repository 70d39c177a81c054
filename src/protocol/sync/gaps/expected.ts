import { db } from "../../../platform/db/client.ts";

/** A repository whose events are due: a token that allows pushes or deletions was issued some time ago. */
export interface Expected {
  repository: string;
  since: Date; // whether the events after this time have arrived is not known
  until: Date; // when the last token has ended
}

const maxAtOnce = 100;

/** Those of a registry that are due, the longest due first; `more` are due, too. */
export async function dueExpected(registryId: number): Promise<{ due: Expected[]; more: boolean }> {
  const rows = await db.$queryRaw<Expected[]>`
    SELECT repository, since, until FROM expected_events
    WHERE registry_id = ${registryId} AND check_after <= now() ORDER BY check_after LIMIT ${maxAtOnce + 1}`;
  return { due: rows.slice(0, maxAtOnce), more: rows.length > maxAtOnce };
}

/** Records that everything up to a time is known. A repository whose token has not ended is checked again when it has. */
export async function verifyExpected(
  registryId: number,
  checked: readonly Expected[],
  at: Date,
): Promise<void> {
  const names = checked.map(({ repository }) => repository);
  const ends = checked.map(({ until }) => until);
  await db.$executeRaw`
    DELETE FROM expected_events
    WHERE registry_id = ${registryId} AND repository = ANY(${names}::text[]) AND until <= ${at}`;
  await db.$executeRaw`
    UPDATE expected_events e SET since = ${at}, check_after =
      CASE WHEN e.until > c.until THEN now() + interval '1 minute' ELSE e.until END
    FROM unnest(${names}::text[], ${ends}::timestamptz[]) AS c (repository, until)
    WHERE e.registry_id = ${registryId} AND e.repository = c.repository`;
}
