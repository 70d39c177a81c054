-- CreateTable
CREATE TABLE "tag_moves" (
    "id" SERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "digest" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_id" INTEGER,
    "by_name" TEXT NOT NULL,

    CONSTRAINT "tag_moves_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tag_moves_repository_id_tag_at_key" ON "tag_moves"("repository_id", "tag", "at" DESC);

-- AddForeignKey
ALTER TABLE "tag_moves" ADD CONSTRAINT "tag_moves_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is known of the tags that there are: where each was pushed last.
INSERT INTO "tag_moves" ("repository_id", "tag", "digest", "at", "by_id", "by_name")
SELECT t."repository_id", t."name", m."digest", date_trunc('milliseconds', t."pushed_at"),
  (SELECT u."id" FROM "users" u WHERE u."username" = t."pushed_by"), t."pushed_by"
FROM "tags" t JOIN "manifests" m ON m."id" = t."manifest_id"
WHERE t."name" !~ '^sha256-[0-9a-f]{64}(\.(sig|att|sbom))?$';
