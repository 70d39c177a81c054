-- Digests by their beginning, without the algorithm: 64 bits are enough to tell a million apart, and keep the indexes small.
CREATE INDEX "manifests_digest" ON "manifests" ((left(split_part("digest", ':', 2), 16)) COLLATE "C");
CREATE INDEX "manifests_config" ON "manifests" ((left(split_part("config_digest", ':', 2), 16)) COLLATE "C") WHERE "config_digest" IS NOT NULL;

-- Words in descriptions and parts of people's names, as in 20261124075200_search: only where the database has pg_trgm.
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_opclass WHERE opcname = 'gin_trgm_ops' AND pg_opclass_is_visible(oid)) THEN
    CREATE INDEX "descriptions_search" ON "repositories" USING gin (lower("description") gin_trgm_ops) WHERE "description" <> '';
    CREATE INDEX "users_search" ON "users" USING gin (lower("username") gin_trgm_ops, lower("display_name") gin_trgm_ops);
  END IF;
END
$$;
