-- The registry's own list of repositories, in byte order: WHERE full_name COLLATE "C" > $1 ORDER BY full_name COLLATE "C"
CREATE INDEX "repositories_catalogue" ON "repositories" ("full_name" COLLATE "C");
