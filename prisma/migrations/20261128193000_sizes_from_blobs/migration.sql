-- AlterTable
ALTER TABLE "manifest_layers" ALTER COLUMN "size" DROP NOT NULL;

-- AlterTable
ALTER TABLE "manifests" ADD COLUMN     "config_size" BIGINT,
ADD COLUMN     "sum_due" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "namespace_sizes" ADD COLUMN     "declared" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "unknown" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "repository_blobs" ADD COLUMN     "declared" BIGINT,
ALTER COLUMN "size" DROP NOT NULL;

-- AlterTable
ALTER TABLE "repository_sizes" ADD COLUMN     "declared" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "unknown" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "registry_blobs" (
    "registry_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "size" BIGINT,
    "missing" BOOLEAN NOT NULL DEFAULT false,
    "repository_id" INTEGER NOT NULL,
    "check_after" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "registry_blobs_pkey" PRIMARY KEY ("registry_id","digest")
);

-- CreateIndex
CREATE INDEX "manifests_config_digest_idx" ON "manifests"("config_digest");

-- AddForeignKey
ALTER TABLE "registry_blobs" ADD CONSTRAINT "registry_blobs_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The next blobs to ask for: of one repository after the other, where check_after <= now().
CREATE INDEX "registry_blobs_due" ON "registry_blobs"("repository_id", "check_after") WHERE "check_after" IS NOT NULL;
-- The next totals to compute: by id where sum_due. Few at any time.
CREATE INDEX "manifests_sum_due" ON "manifests"("id") WHERE "sum_due";

-- Totals so far were sums of what manifests declare: they are unknown until the registry has been asked for the blobs.
UPDATE "manifests" SET "total_size" = NULL, "sum_due" = true,
  "config_size" = CASE WHEN "config_digest" IS NOT NULL THEN greatest("total_size"
    - (SELECT coalesce(sum("size"), 0) FROM "manifest_layers" WHERE "manifest_id" = "manifests"."id"), 0) END
WHERE "total_size" IS NOT NULL OR EXISTS (SELECT FROM "manifest_children" WHERE "manifest_id" = "manifests"."id");

INSERT INTO "registry_blobs" ("registry_id", "digest", "repository_id")
SELECT namespaces."registry_id", named."digest", max(repositories."id") FROM (
    SELECT manifests."repository_id", layers."digest" FROM "manifest_layers" AS layers
      JOIN "manifests" ON manifests."id" = layers."manifest_id"
    UNION
    SELECT "repository_id", "config_digest" FROM "manifests" WHERE "config_digest" IS NOT NULL
    UNION
    SELECT manifests."repository_id", listed."digest" FROM "manifest_children" AS listed
      JOIN "manifests" ON manifests."id" = listed."manifest_id"
    WHERE listed."media_type" !~ '^application/vnd\.(oci\.(image|artifact)\.(manifest|index)|docker\.distribution\.manifest)\.'
  ) AS named
  JOIN "repositories" ON repositories."id" = named."repository_id"
  JOIN "namespaces" ON namespaces."id" = repositories."namespace_id"
GROUP BY namespaces."registry_id", named."digest";

-- Lists were cut after a thousand entries, and sizes that are no usable number were kept as 0: these are read again, from
-- the bytes that are there.
UPDATE "manifests" SET "read_after" = now(), "read_attempts" = 0 WHERE "read_at" IS NOT NULL AND "id" IN (
  SELECT "manifest_id" FROM "manifest_layers" WHERE "position" = 999 OR "size" = 0
  UNION SELECT "manifest_id" FROM "manifest_children" WHERE "position" = 999);

INSERT INTO "size_dues" ("repository_id") SELECT "id" FROM "repositories";
