-- What pictures of the past need: docs/decisions/079-pictures.md

-- What a namespace stored on each day, for 400 days.
CREATE TABLE "namespace_size_days" (
  "namespace_id" INTEGER NOT NULL,
  "day" DATE NOT NULL,
  "stored" BIGINT NOT NULL,
  CONSTRAINT "namespace_size_days_pkey" PRIMARY KEY ("namespace_id", "day"),
  CONSTRAINT "namespace_size_days_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- Old days are deleted.
CREATE INDEX "namespace_size_days_day_idx" ON "namespace_size_days" ("day");

-- The same for everything.
CREATE TABLE "stored_days" (
  "day" DATE NOT NULL,
  "stored" BIGINT NOT NULL,
  CONSTRAINT "stored_days_pkey" PRIMARY KEY ("day")
);

-- Pushes and pulls of a repository in each of the last hours.
CREATE TABLE "hourly_counts" (
  "repository_id" INTEGER NOT NULL,
  "hour" TIMESTAMPTZ(0) NOT NULL,
  "pushes" INTEGER NOT NULL DEFAULT 0,
  "pulls" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "hourly_counts_pkey" PRIMARY KEY ("repository_id", "hour"),
  CONSTRAINT "hourly_counts_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- The last 24 hours; old hours are deleted.
CREATE INDEX "hourly_counts_hour_idx" ON "hourly_counts" ("hour");
