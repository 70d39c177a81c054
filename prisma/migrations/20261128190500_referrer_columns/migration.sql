-- What a list of referrers says of a manifest is extracted when the manifest is read, not at each request.
ALTER TABLE "manifests" ADD COLUMN "annotations" JSONB,
ADD COLUMN "config_type" TEXT,
ADD COLUMN "listed_size" INTEGER;

-- Manifests read before: their bytes are here. What Postgres cannot read as JSON stays without annotations.
CREATE FUNCTION pg_temp.manifest_json(payload bytea) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  RETURN convert_from(payload, 'UTF8')::jsonb;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;

UPDATE "manifests" m SET
  "annotations" = CASE WHEN jsonb_typeof(said.json->'annotations') = 'object' THEN said.json->'annotations' END,
  "config_type" = left(said.json->'config'->>'mediaType', 255),
  "listed_size" = 400 + coalesce(octet_length((said.json->'annotations')::text), 0)
FROM (
  SELECT "id", pg_temp.manifest_json("payload") AS json FROM "manifests"
  WHERE "subject" IS NOT NULL AND length("payload") <= 65536
) said
WHERE said."id" = m."id";

-- The manifests of a repository that are still to be read: a request for its referrers reads them first.
CREATE INDEX "manifests_to_read" ON "manifests" ("repository_id") WHERE "read_after" IS NOT NULL;
