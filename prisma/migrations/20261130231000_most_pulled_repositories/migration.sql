-- The list of repositories, the most pulled first.
CREATE INDEX "repositories_pulls_count_id_idx" ON "repositories" ("pulls_count", "id");
