-- What an event named whose pusher may not push, and the registry has: it is in the catalogue without an author.
ALTER TYPE "MoveCause" ADD VALUE 'unproven';
ALTER TABLE "manifests" ADD COLUMN "unproven" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "tags" ADD COLUMN "unproven" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "pull_lookups" ADD COLUMN "unproven" BOOLEAN NOT NULL DEFAULT false;
