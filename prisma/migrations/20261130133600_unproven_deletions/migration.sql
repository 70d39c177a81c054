-- What an event reported as deleted whose actor may not delete: it is removed only if the registry no longer has it.
ALTER TABLE "pull_lookups" ADD COLUMN "deleted" BOOLEAN NOT NULL DEFAULT false;
