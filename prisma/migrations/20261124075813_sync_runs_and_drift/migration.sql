-- CreateEnum
CREATE TYPE "SyncState" AS ENUM ('waiting', 'running', 'finished', 'failed');

-- CreateEnum
CREATE TYPE "SyncCause" AS ENUM ('start', 'schedule', 'admin', 'command');

-- CreateEnum
CREATE TYPE "DriftKind" AS ENUM ('missing', 'unreadable');

-- CreateTable
CREATE TABLE "sync_runs" (
    "id" SERIAL NOT NULL,
    "registry_id" INTEGER NOT NULL,
    "cause" "SyncCause" NOT NULL,
    "requested_by" TEXT NOT NULL DEFAULT '',
    "state" "SyncState" NOT NULL DEFAULT 'waiting',
    "open" BOOLEAN DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "try_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "listed_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "cursor" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "listed" INTEGER NOT NULL DEFAULT 0,
    "repositories" INTEGER NOT NULL DEFAULT 0,
    "tags" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "moved" INTEGER NOT NULL DEFAULT 0,
    "missing" INTEGER NOT NULL DEFAULT 0,
    "removed" INTEGER NOT NULL DEFAULT 0,
    "unreadable" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,

    CONSTRAINT "sync_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drifts" (
    "id" SERIAL NOT NULL,
    "registry_id" INTEGER NOT NULL,
    "repository" TEXT NOT NULL,
    "tag" TEXT NOT NULL DEFAULT '',
    "kind" "DriftKind" NOT NULL,
    "reason" TEXT NOT NULL,
    "looks" INTEGER NOT NULL DEFAULT 1,
    "run_id" INTEGER NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "drifts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "sync_runs_registry_id_id_idx" ON "sync_runs"("registry_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "sync_runs_registry_id_open_key" ON "sync_runs"("registry_id", "open");

-- CreateIndex
CREATE INDEX "drifts_first_seen_at_id_idx" ON "drifts"("first_seen_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "drifts_registry_id_repository_tag_key" ON "drifts"("registry_id", "repository", "tag");

-- AddForeignKey
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drifts" ADD CONSTRAINT "drifts_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;
