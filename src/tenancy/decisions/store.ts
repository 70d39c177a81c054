import { db } from "../../platform/db/client.ts";
import { storableJson } from "../../platform/db/text.ts";
import type { StoredDecision } from "./decision.ts";

/**
 * Writes decisions in one statement. A decision that is there already, because an answer of the database was lost, stays as
 * it is. A typed user name is stored only if an account has it: people type passwords into the wrong field. LIMIT makes
 * Postgres look each credential up, of which it expects many.
 */
export async function insertDecisions(decisions: readonly StoredDecision[]): Promise<void> {
  await db.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${storableJson(decisions)}::jsonb) AS given (id uuid, at float8, "entryPoint" text,
        outcome text, "userId" int, username text, proof text, "applicationToken" int, "refreshToken" bigint, address text,
        client text, agent text, "registryId" int, service text, asked text[], granted text[], omitted int, rules jsonb,
        because text, message text, "requestId" text, places jsonb)
    ), added AS (
      INSERT INTO decisions (public_id, at, last_at, entry_point, outcome, user_id, username, proof, application_token_id,
        refresh_token_id, credential_name, address, client, agent, registry_id, service, asked, granted, omitted, rules,
        because, message, request_id)
      SELECT given.id, to_timestamp(given.at / 1000), to_timestamp(given.at / 1000),
        given."entryPoint"::"DecisionEntryPoint", given.outcome::"DecisionOutcome", coalesce(given."userId", holders.id),
        CASE WHEN given."userId" IS NULL THEN coalesce(holders.username, '') ELSE given.username END,
        given.proof::"DecisionProof", given."applicationToken", given."refreshToken",
        coalesce(tokens.name, clients.client_id), given.address, given.client, given.agent, given."registryId",
        given.service, given.asked, given.granted, given.omitted, given.rules, given.because, given.message,
        given."requestId"
      FROM given
        LEFT JOIN LATERAL (SELECT name, user_id FROM application_tokens
          WHERE id = given."applicationToken" LIMIT 1) AS tokens ON TRUE
        LEFT JOIN LATERAL (SELECT client_id, user_id FROM refresh_tokens
          WHERE id = given."refreshToken" LIMIT 1) AS clients ON TRUE
        LEFT JOIN LATERAL (SELECT id FROM users WHERE username = given.username LIMIT 1) AS named ON TRUE
        LEFT JOIN LATERAL (SELECT id, username FROM users
          WHERE given."userId" IS NULL AND id = coalesce(tokens.user_id, clients.user_id, named.id) LIMIT 1) AS holders ON TRUE
      ORDER BY given.at
      ON CONFLICT (public_id) DO NOTHING
      RETURNING decisions.id, public_id, decisions.registry_id, decisions.at
    )
    INSERT INTO decision_places (decision_id, repository, registry_id, namespace, refused, at)
    SELECT added.id, place.repository, added.registry_id, place.namespace, place.refused, added.at
    FROM added JOIN given ON given.id = added.public_id
      CROSS JOIN LATERAL jsonb_to_recordset(given.places)
        AS place (namespace text, repository text, refused "RepositoryAction"[])`;
}

/**
 * Announces new refusals to open pages, with the account, the namespace and the repository that each is about. Refusals that
 * share them are one announcement.
 */
export async function announceRefusals(refusals: readonly StoredDecision[]): Promise<void> {
  if (refusals.length === 0) return;
  const ids = refusals.map(({ id }) => id);
  await db.$executeRaw`
    SELECT pg_notify('catalogue_changed', news) FROM (
      SELECT DISTINCT jsonb_strip_nulls(jsonb_build_object('kind', 'decision', 'user', decisions.user_id,
        'namespace', namespaces.id, 'id', repositories.id))::text AS news
      FROM decisions LEFT JOIN decision_places AS places ON places.decision_id = decisions.id
        LEFT JOIN namespaces ON namespaces.registry_id = places.registry_id AND namespaces.name = places.namespace
        LEFT JOIN repositories ON repositories.namespace_id = namespaces.id
          AND repositories.full_name = places.repository
      WHERE decisions.public_id = ANY(${ids}::uuid[]) LIMIT ${maxAnnounced}) AS announced`;
}

const maxAnnounced = 50; // of a batch; others see what is new when they reload

/** How often an identical grant was given, and when last. */
export interface Count {
  id: string;
  count: number;
  lastAt: number; // ms since the epoch
}

export async function storeCounts(counts: readonly Count[]): Promise<void> {
  if (counts.length === 0) return;
  await db.$executeRaw`
    UPDATE decisions SET count = given.count, last_at = to_timestamp(given."lastAt" / 1000)
    FROM jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) AS given (id uuid, count int, "lastAt" float8)
    WHERE public_id = given.id`;
}

/** How many decisions were not recorded, because too many waited or could not be written. */
export interface Losses {
  grants: number;
  refusals: number;
}

export async function storeLosses({ grants, refusals }: Losses): Promise<void> {
  if (grants + refusals === 0) return;
  await db.$executeRaw`
    INSERT INTO decision_losses AS known (id, grants, refusals, last_at) VALUES (1, ${grants}, ${refusals}, now())
    ON CONFLICT (id) DO UPDATE SET grants = known.grants + excluded.grants,
      refusals = known.refusals + excluded.refusals, last_at = now()`;
}

/** What was not recorded, and when last; null if everything was. Only for admins. */
export const findLosses = () => db.decisionLoss.findUnique({ where: { id: 1 } });
