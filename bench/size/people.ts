import type { Counts } from "./counts.ts";

export interface Own {
  registryId: number;
  teamId: number;
  namespaceId: number;
  repositoryId: number;
  webhookId: number;
  ownerId: number;
  adminId: number;
}

/** Statements that add people, with a personal namespace each, and teams with one namespace each. */
export function people({ people, teams }: Counts, { registryId, teamId }: Own): string {
  return `
    CREATE TEMP TABLE place_people AS SELECT n, n + (SELECT max(id) FROM users) AS id, n + (SELECT max(id) FROM teams) AS team_id
      FROM generate_series(1, ${people}) n;
    INSERT INTO users (id, username, email, display_name, updated_at)
      SELECT id, 'person-' || n, 'person-' || n || '@example.org', 'Person ' || n, now() FROM place_people;
    INSERT INTO teams (id, name, hidden, updated_at) SELECT team_id, 'personal/person-' || n, TRUE, now() FROM place_people;
    INSERT INTO namespaces (id, registry_id, name, kind, visibility, team_id, owner_id, created_at, updated_at)
      SELECT n + (SELECT max(id) FROM namespaces), ${registryId}, 'person-' || n, 'personal', 'private', team_id, id, now() - n * interval '1 hour', now()
      FROM place_people;
    INSERT INTO memberships (team_id, user_id, role, updated_at) SELECT team_id, id, 'owner', now() FROM place_people;

    CREATE TEMP TABLE place_teams AS SELECT n, n + (SELECT max(id) FROM teams) AS id FROM generate_series(1, ${teams}) n;
    INSERT INTO teams (id, name, description, updated_at) SELECT id, 'squad-' || n, 'Team number ' || n, now() FROM place_teams;
    INSERT INTO namespaces (id, registry_id, name, kind, visibility, team_id, description, created_at, updated_at)
      SELECT n + (SELECT max(id) FROM namespaces), ${registryId}, 'space-' || n, 'team', (ARRAY['private', 'protected', 'public']::"Visibility"[])[1 + n % 3],
        id, 'What squad ' || n || ' builds', now() - n * interval '1 hour', now()
      FROM place_teams;
    INSERT INTO memberships (team_id, user_id, role, updated_at)
      SELECT teams.id, people.id, CASE WHEN k < 2 THEN 'owner' WHEN k < 6 THEN 'contributor' ELSE 'viewer' END::"Role", now()
      FROM place_teams teams, generate_series(0, 9) k JOIN place_people people ON TRUE WHERE people.n = 1 + (teams.n * 10 + k) % ${people};
    INSERT INTO memberships (team_id, user_id, role, updated_at)
      SELECT ${teamId}, id, 'viewer', now() FROM place_people WHERE n <= 60;`;
}

/** Credentials of each person, and what happened in the member's namespace. */
export function surroundings(counts: Counts, own: Own): string {
  const { registryId, teamId, namespaceId, repositoryId, webhookId, ownerId } = own;
  return `
    INSERT INTO application_tokens (user_id, name, hash, hint, scopes)
      SELECT id, 'token ' || k, sha256(convert_to('token ' || n || ' ' || k, 'UTF8')), 'abcd', ARRAY['registry']
      FROM place_people, generate_series(1, 2) k;
    INSERT INTO refresh_tokens (user_id, hash, service, client_id, expires_at)
      SELECT id, sha256(convert_to('refresh token ' || n || ' ' || k, 'UTF8')), 'registry.test.lan:5000', 'docker', now() + interval '30 days'
      FROM place_people, generate_series(1, 2) k;
    INSERT INTO sessions (sid, sess, expire)
      SELECT 'session of ' || n, json_build_object('cookie', '{}'::json, 'passport', json_build_object('user', id)), now() + interval '1 day'
      FROM place_people;
    INSERT INTO known_networks (user_id, network, last_at) SELECT id, '192.0.2.' || n % 250, now() FROM place_people;
    INSERT INTO stars (repository_id, user_id) SELECT ${repositoryId}, id FROM place_people WHERE n <= 50;
    INSERT INTO stars (repository_id, user_id)
      SELECT repositories.id, ${ownerId} FROM repositories WHERE namespace_id = ${namespaceId} ON CONFLICT DO NOTHING;
    INSERT INTO stars (repository_id, user_id)
      SELECT (n * 131 + k * 17) % ${counts.repositories} + (SELECT min(id) FROM repositories), id FROM place_people, generate_series(1, 40) k
      WHERE (n * 131 + k * 17) % ${counts.repositories} + (SELECT min(id) FROM repositories) IN (SELECT id FROM repositories) ON CONFLICT DO NOTHING;
    INSERT INTO comments (repository_id, author_id, author_name, body)
      SELECT repositories.id, people.id, 'person-' || n, 'A comment of person ' || n FROM repositories, place_people people
      WHERE n BETWEEN repositories.id % 50 AND repositories.id % 50 + 9;
    INSERT INTO comments (repository_id, author_id, author_name, body, created_at)
      SELECT ${repositoryId}, id, 'person-' || n, 'A **comment** of person ' || n, now() - n * interval '1 minute' FROM place_people WHERE n <= 100;
    INSERT INTO registry_events (event_id, action, repository, occurred_at, received_at, payload, state, try_after, settled_at, reason)
      SELECT 'event ' || n, 'push', 'space-' || n % ${counts.teams} || '/app', now() - n * interval '5 seconds', now() - n * interval '5 seconds',
        json_build_object('id', 'event ' || n, 'action', 'push'), (CASE WHEN n % 1000 = 0 THEN 'failed' ELSE 'applied' END)::"EventState",
        NULL, now() - n * interval '5 seconds', CASE WHEN n % 1000 = 0 THEN 'no such namespace' END
      FROM generate_series(1, ${counts.events}) n;
    INSERT INTO webhook_deliveries (webhook_id, uuid, event, subject, body, state, attempts, status, duration_ms, attempted_at, created_at)
      SELECT ${webhookId}, 'delivery ' || n, 'push', 'north/app', '{}', 'sent', 1, 200, 12, now(), now() - n * interval '1 minute'
      FROM generate_series(1, ${counts.deletions}) n;
    INSERT INTO deletion_plans (team_id, namespace_id, repository_id, subject, selection, contents, fingerprint, by_id, by_name, created_at, executed_at, finished_at, restorable_until)
      SELECT (CASE WHEN n % 20 = 0 THEN ${teamId} ELSE (SELECT min(id) FROM place_teams) + n % ${counts.teams} END), NULL, NULL,
        'north/app-' || n, selection, contents, fingerprint || n, NULL, 'person-' || n % 100,
        now() - n * interval '1 minute', now() - n * interval '1 minute', now() - n * interval '1 minute', now() + interval '7 days'
      FROM generate_series(1, ${counts.deletions}) n, (SELECT * FROM deletion_plans ORDER BY id LIMIT 1) like_this;
    INSERT INTO deletion_steps (plan_id, position, registry_id, repository, digest, tags, depends_on, media_type, state)
      SELECT id, position, ${registryId}, subject, 'sha256:' || id || '-' || position, ARRAY['v1.1'], '{}', 'application/vnd.oci.image.manifest.v1+json', 'deleted'
      FROM deletion_plans, generate_series(0, 1) position ON CONFLICT DO NOTHING;
    INSERT INTO retention_forecasts (repository_id, at, tags, untagged, bytes)
      SELECT id, now(), id % 8, id % 3, id * 1000 FROM repositories WHERE id % 4 = 0;
    INSERT INTO sync_runs (registry_id, cause, state, open, finished_at)
      SELECT ${registryId}, 'schedule', 'finished', NULL, now() - n * interval '1 hour' FROM generate_series(1, 1000) n;
    INSERT INTO drifts (registry_id, repository, tag, kind, reason, run_id, first_seen_at)
      SELECT ${registryId}, repositories.full_name, 'v1.1', 'missing', 'MANIFEST_UNKNOWN', 1, now() - repositories.id * interval '1 second'
      FROM repositories ORDER BY id LIMIT ${counts.deletions / 10} ON CONFLICT DO NOTHING;`;
}
