-- The next manifests that were never read: they come before those that an upgrade has read again.
CREATE INDEX "manifests_never_read" ON "manifests" ("read_after") WHERE "read_at" IS NULL;
