-- Search by part of a name and by similarity, where the database has pg_trgm and lets us set it up. Where it does not
-- (a managed Postgres without the right), beginnings of names have an index, and other parts are found by reading all.
DO $$
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm can''t be set up: %', SQLERRM;
  END;

  IF EXISTS (SELECT 1 FROM pg_opclass WHERE opcname = 'gin_trgm_ops' AND pg_opclass_is_visible(oid)) THEN
    CREATE INDEX "repositories_search" ON "repositories" USING gin (lower("full_name") gin_trgm_ops);
    CREATE INDEX "namespaces_search" ON "namespaces" USING gin (lower("name") gin_trgm_ops);
    CREATE INDEX "teams_search" ON "teams" USING gin (lower("name") gin_trgm_ops);
  ELSE
    CREATE INDEX "repositories_search" ON "repositories" (lower("full_name") text_pattern_ops);
    CREATE INDEX "namespaces_search" ON "namespaces" (lower("name") text_pattern_ops);
    CREATE INDEX "teams_search" ON "teams" (lower("name") text_pattern_ops);
  END IF;
END
$$;
