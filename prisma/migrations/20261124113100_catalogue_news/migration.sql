-- Every replica tells the pages that are open at it what changed, whoever changed it. What is said once in a
-- transaction is announced once, however many rows said it. A repository that is gone can't be looked up any more:
-- its announcement carries what decides who may be told.
CREATE FUNCTION "announce_repository"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  news jsonb;
BEGIN
  IF TG_OP = 'DELETE' THEN
    news := jsonb_build_object('kind', 'delete', 'id', OLD.id, 'namespace', OLD.namespace_id,
      'name', OLD.full_name, 'visibility', OLD.visibility);
  ELSE
    news := jsonb_build_object('id', NEW.id, 'kind', CASE
      WHEN TG_OP = 'INSERT' OR NEW.pushed_at > OLD.pushed_at OR NEW.tags_count > OLD.tags_count THEN 'push'
      WHEN NEW.tags_count < OLD.tags_count THEN 'delete'
      WHEN NEW.pulled_at IS DISTINCT FROM OLD.pulled_at THEN 'pull'
      ELSE 'change' END);
  END IF;
  PERFORM pg_notify('catalogue_changed', news::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER "announce_repository" AFTER INSERT OR UPDATE OR DELETE ON "repositories"
  FOR EACH ROW EXECUTE FUNCTION "announce_repository"();

-- A manifest's size and platforms appear once it has been read.
CREATE FUNCTION "announce_manifest"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', jsonb_build_object('kind', 'change', 'id', NEW.repository_id)::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER "announce_manifest" AFTER UPDATE OF "read_at", "read_error" ON "manifests"
  FOR EACH ROW WHEN (OLD.read_at IS DISTINCT FROM NEW.read_at OR OLD.read_error IS DISTINCT FROM NEW.read_error)
  EXECUTE FUNCTION "announce_manifest"();

-- Deletions that are under way, and those that are done or put back.
CREATE FUNCTION "announce_deletion"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', jsonb_build_object('kind', 'deletion', 'team', NEW.team_id)::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER "announce_deletion" AFTER UPDATE ON "deletion_plans"
  FOR EACH ROW EXECUTE FUNCTION "announce_deletion"();

CREATE FUNCTION "announce_deletion_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', jsonb_build_object('kind', 'deletion', 'team', team_id)::text)
  FROM "deletion_plans" WHERE id = NEW.plan_id;
  RETURN NULL;
END
$$;

CREATE TRIGGER "announce_deletion_step" AFTER UPDATE OF "state" ON "deletion_steps"
  FOR EACH ROW EXECUTE FUNCTION "announce_deletion_step"();

CREATE FUNCTION "announce_sync"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', '{"kind": "sync"}');
  RETURN NULL;
END
$$;

CREATE TRIGGER "announce_sync" AFTER INSERT OR UPDATE ON "sync_runs"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce_sync"();

-- Who signed out, or was signed out, is told nothing more.
CREATE TRIGGER "announce" AFTER DELETE OR TRUNCATE ON "sessions"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('sessions_ended');
