-- Every replica remembers who may do what. A change tells all of them, whoever made it: another replica, or psql.
-- Times of last use and of sign-in are written all the time and change nothing, hence the lists of columns.

CREATE FUNCTION "announce"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_ARGV[0], '');
  RETURN NULL;
END
$$;

CREATE TRIGGER "announce" AFTER INSERT OR DELETE OR TRUNCATE
  OR UPDATE OF "username", "email", "display_name", "password_hash", "admin", "robot", "disabled_at" ON "users"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER INSERT OR DELETE OR TRUNCATE
  OR UPDATE OF "user_id", "name", "hash", "expires_at" ON "application_tokens"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

-- A new one is made by each sign-in of a client, and nobody can remember anything about it yet.
CREATE TRIGGER "announce" AFTER DELETE OR TRUNCATE
  OR UPDATE OF "user_id", "hash", "service", "client_id", "expires_at" ON "refresh_tokens"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "memberships"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "teams"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "namespaces"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "registries"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER INSERT OR DELETE OR TRUNCATE ON "signing_keys"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('keys_changed');

CREATE TRIGGER "announce" AFTER INSERT ON "registry_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('events_arrived');
