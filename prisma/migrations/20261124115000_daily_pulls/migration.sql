-- CreateTable
CREATE TABLE "daily_pulls" (
    "repository_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "daily_pulls_pkey" PRIMARY KEY ("repository_id","day")
);

-- CreateIndex
CREATE INDEX "daily_pulls_day_idx" ON "daily_pulls"("day");

-- CreateIndex
CREATE INDEX "pull_counts_day_idx" ON "pull_counts"("day");

-- AddForeignKey
ALTER TABLE "daily_pulls" ADD CONSTRAINT "daily_pulls_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was counted so far: of a multi-platform image the index alone.
INSERT INTO "daily_pulls" ("repository_id", "day", "count")
SELECT p."repository_id", p."day", sum(p."count")::int FROM "pull_counts" p
WHERE NOT EXISTS (
  SELECT FROM "manifest_children" c JOIN "manifests" i ON i."id" = c."manifest_id"
  WHERE i."repository_id" = p."repository_id" AND c."digest" = p."digest")
GROUP BY p."repository_id", p."day";
