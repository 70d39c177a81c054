-- CreateTable
CREATE TABLE "deletion_plans" (
    "id" SERIAL NOT NULL,
    "namespace_id" INTEGER NOT NULL,
    "repository" TEXT NOT NULL,
    "selection" JSONB NOT NULL,
    "contents" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "by_id" INTEGER,
    "by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "executed_at" TIMESTAMPTZ(3),
    "undo_until" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "deletion_plans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deleted_manifests" (
    "plan_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "media_type" TEXT NOT NULL,
    "payload" BYTEA NOT NULL,
    "tags" TEXT[],

    CONSTRAINT "deleted_manifests_pkey" PRIMARY KEY ("plan_id","digest")
);

-- CreateIndex
CREATE INDEX "deletion_plans_namespace_id_idx" ON "deletion_plans"("namespace_id");

-- CreateIndex
CREATE INDEX "deletion_plans_repository_executed_at_idx" ON "deletion_plans"("repository", "executed_at" DESC);

-- CreateIndex
CREATE INDEX "deletion_plans_undo_until_idx" ON "deletion_plans"("undo_until");

-- CreateIndex
CREATE INDEX "manifest_layers_digest_idx" ON "manifest_layers"("digest");

-- AddForeignKey
ALTER TABLE "deletion_plans" ADD CONSTRAINT "deletion_plans_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deleted_manifests" ADD CONSTRAINT "deleted_manifests_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "deletion_plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;
