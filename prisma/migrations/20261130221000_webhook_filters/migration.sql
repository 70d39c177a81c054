-- A webhook can be limited to some repositories and tags. Those that exist are called for all, as before.
ALTER TABLE "webhooks"
  ADD COLUMN "repositories" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT '{}';
