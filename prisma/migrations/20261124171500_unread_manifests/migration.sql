-- Those that were not read, for the admins' overview: count where read_at is null, the last of them by id. Few at any time.
CREATE INDEX "manifests_unread" ON "manifests"("id") WHERE "read_at" IS NULL;
