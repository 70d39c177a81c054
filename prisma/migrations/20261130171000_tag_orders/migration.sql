-- A key by which names such as v1.27.3-rc.1 sort as versions, byte by byte; empty for a name that is not a version. A number
-- becomes its length and its digits. A suffix comes before the release: 1.0-rc.2, 1.0-rc.10, 1.0. Missing numbers are 0.
CREATE FUNCTION "tag_version"(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  parts text[];
  pieces text[];
  piece text;
  key text := '';
BEGIN
  IF name !~ '^v?[0-9]' THEN RETURN ''; END IF;
  parts := regexp_match(name,
    '^v?([0-9]{1,18})(?:[.]([0-9]{1,18}))?(?:[.]([0-9]{1,18}))?(?:[.]([0-9]{1,18}))?(|[-_.].*|[A-Za-z].*)$');
  IF parts IS NULL OR parts[2] IS NULL AND parts[5] ~ '^[A-Za-z]' THEN RETURN ''; END IF; -- 4f3a2b1 is a commit

  pieces := ARRAY[parts[1], coalesce(parts[2], '0'), coalesce(parts[3], '0'), coalesce(parts[4], '0')];
  IF parts[5] = '' THEN pieces := pieces || '~'::text;
  ELSE pieces := pieces || '-'::text || ARRAY(
    SELECT token[1] FROM regexp_matches(lower(ltrim(parts[5], '-_.') COLLATE "C"), '[0-9]+|[^0-9]+', 'g') AS token);
  END IF;
  FOREACH piece IN ARRAY pieces LOOP
    IF piece ~ '^[0-9]' THEN
      piece := coalesce(nullif(ltrim(piece, '0'), ''), '0');
      key := key || chr(47 + least(length(piece), 18));
    END IF;
    key := key || piece;
  END LOOP;
  RETURN key;
END $$;

-- The tags of a repository by version, a page at a time, and those within a range of versions.
CREATE INDEX "tags_by_version" ON "tags" ("repository_id", (tag_version("name")) COLLATE "C", "id");

-- The images of a repository by size and by last pull, a page at a time.
CREATE INDEX "manifests_by_size" ON "manifests" ("repository_id", (coalesce("total_size", -1)), "id");
CREATE INDEX "manifests_by_pull" ON "manifests" ("repository_id", (coalesce("pulled_at", '1970-01-01 00:00:00+00'::timestamptz)), "id");
