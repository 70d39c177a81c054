-- The highest stable version among a repository's tags: 1.2.3 before 1.2, then by their numbers.
CREATE INDEX "tags_versions" ON "tags" ("repository_id", (array_length(string_to_array(ltrim("name", 'v'), '.')::bigint[], 1)) DESC, (string_to_array(ltrim("name", 'v'), '.')::bigint[]) DESC)
WHERE "name" ~ '^v?[0-9]{1,9}([.][0-9]{1,9}){1,2}$';
