ALTER TABLE "manifests" ADD COLUMN "config_omitted" JSONB;

-- Large configurations are read again and cut. The size in the table is compressed, and cheap to ask.
UPDATE "manifests" SET "config" = NULL, "read_after" = now()
WHERE pg_column_size("config") > 4096 AND octet_length("config"::text) > 400000;
