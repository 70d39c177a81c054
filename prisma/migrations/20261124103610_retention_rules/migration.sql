-- CreateTable
CREATE TABLE "retention_rules" (
    "id" SERIAL NOT NULL,
    "registry_id" INTEGER,
    "namespace_id" INTEGER,
    "repository_id" INTEGER,
    "matching" TEXT NOT NULL,
    "protecting" TEXT NOT NULL,
    "newest" INTEGER NOT NULL,
    "pushed_days" INTEGER,
    "pulled_days" INTEGER,
    "latest_of_minor" BOOLEAN NOT NULL,
    "nightly" BOOLEAN NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "retention_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retention_runs" (
    "repository_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "deleted" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,

    CONSTRAINT "retention_runs_pkey" PRIMARY KEY ("repository_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "retention_rules_registry_id_key" ON "retention_rules"("registry_id");

-- CreateIndex
CREATE UNIQUE INDEX "retention_rules_namespace_id_key" ON "retention_rules"("namespace_id");

-- CreateIndex
CREATE UNIQUE INDEX "retention_rules_repository_id_key" ON "retention_rules"("repository_id");

-- AddForeignKey
ALTER TABLE "retention_rules" ADD CONSTRAINT "retention_rules_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retention_rules" ADD CONSTRAINT "retention_rules_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retention_rules" ADD CONSTRAINT "retention_rules_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retention_runs" ADD CONSTRAINT "retention_runs_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "retention_rules" ADD CONSTRAINT "retention_rules_one_place" CHECK (num_nonnulls("registry_id", "namespace_id", "repository_id") = 1);
