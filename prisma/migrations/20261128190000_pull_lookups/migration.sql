-- What was pulled and is not in the catalogue: Portus asks the registry for it.
CREATE TABLE "pull_lookups" (
    "id" BIGSERIAL NOT NULL,
    "registry_id" INTEGER NOT NULL,
    "repository" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "pulled_at" TIMESTAMPTZ(6) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "try_after" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pull_lookups_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "pull_lookups_registry_id_repository_reference_key" ON "pull_lookups"("registry_id", "repository", "reference");

CREATE INDEX "pull_lookups_try_after_idx" ON "pull_lookups"("try_after");

ALTER TABLE "pull_lookups" ADD CONSTRAINT "pull_lookups_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;
