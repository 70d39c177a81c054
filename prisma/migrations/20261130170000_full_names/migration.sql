-- Referrers, deletions and drift look up a repository by its full name. The index repositories_catalogue has another collation.
CREATE INDEX "repositories_full_name_idx" ON "repositories" ("full_name");
