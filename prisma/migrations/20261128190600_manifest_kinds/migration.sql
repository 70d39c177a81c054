-- What a manifest is, judged once by its content when it is read.
CREATE TYPE "ManifestKind" AS ENUM ('image', 'index', 'schema1', 'chart', 'model', 'wasm', 'artifact', 'artifact_index', 'sbom', 'signature', 'attestation', 'cache');
ALTER TABLE "manifests" ADD COLUMN "kind" "ManifestKind";

-- Manifests read before are read again for their kind, 40 a second, so that new pushes do not wait behind them.
UPDATE "manifests" SET "read_after" = now() + numbered.n * interval '25 milliseconds', "read_attempts" = 0
FROM (SELECT "id", row_number() OVER (ORDER BY "id" DESC) AS n FROM "manifests" WHERE "read_at" IS NOT NULL) AS numbered
WHERE "manifests"."id" = numbered."id";
