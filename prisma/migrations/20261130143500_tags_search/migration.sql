-- The tags of all repositories that begin with a text. It has all columns of the search, so that no rows are read.
CREATE INDEX "tags_search" ON "tags" ("name" COLLATE "C", "repository_id", "pushed_at", "id");
