-- The same order, and when images were pulled and restored, so that retention reads only this index of the manifests of a repository.
CREATE INDEX "manifests_by_pull_new" ON "manifests" ("repository_id", coalesce("pulled_at", '1970-01-01 00:00:00+00'), "id") INCLUDE ("pulled_at", "restored_at");
DROP INDEX "manifests_by_pull";
ALTER INDEX "manifests_by_pull_new" RENAME TO "manifests_by_pull";

-- What it really takes, so that Postgres looks in tags_by_version instead of calling it for every tag.
ALTER FUNCTION "tag_version"(text) COST 1000;
