-- Counts that pages show are kept, not recounted: docs/decisions/071-kept-counts.md
CREATE TABLE "kept_counts" (
  "name" TEXT NOT NULL,
  "day" DATE NOT NULL DEFAULT '1970-01-01',
  "value" DECIMAL(40,0) NOT NULL,
  CONSTRAINT "kept_counts_pkey" PRIMARY KEY ("name", "day")
);

CREATE TABLE "count_changes" (
  "id" BIGSERIAL NOT NULL,
  "name" TEXT NOT NULL,
  "day" DATE NOT NULL DEFAULT '1970-01-01',
  "value" DECIMAL(40,0) NOT NULL,
  CONSTRAINT "count_changes_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "recent_pulls" (
  "repository_id" INTEGER NOT NULL,
  "days30" DECIMAL(40,0) NOT NULL,
  "days90" DECIMAL(40,0) NOT NULL,
  CONSTRAINT "recent_pulls_pkey" PRIMARY KEY ("repository_id")
);
CREATE INDEX "recent_pulls_days30_repository_id_idx" ON "recent_pulls"("days30" DESC, "repository_id");
CREATE INDEX "recent_pulls_days90_repository_id_idx" ON "recent_pulls"("days90" DESC, "repository_id");

CREATE FUNCTION "keep_count"(name text, value numeric) RETURNS void LANGUAGE sql AS $$
  INSERT INTO count_changes (name, value) SELECT $1, $2 WHERE $2 <> 0
$$;

CREATE FUNCTION "keep_users"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN PERFORM keep_count('users', count(*)) FROM added;
  ELSE PERFORM keep_count('users', -count(*)) FROM removed; END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "keep_repositories"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM keep_count('repositories', count(*)), keep_count('tags', sum(tags_count)) FROM added;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM keep_count('repositories', -count(*)), keep_count('tags', -sum(tags_count)) FROM removed;
  ELSE
    PERFORM keep_count('tags', (SELECT sum(tags_count) FROM added) - (SELECT sum(tags_count) FROM removed));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "keep_stored_bytes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN PERFORM keep_count('stored bytes', sum(size)) FROM added;
  ELSIF TG_OP = 'DELETE' THEN PERFORM keep_count('stored bytes', -sum(size)) FROM removed;
  ELSE PERFORM keep_count('stored bytes', coalesce((SELECT sum(size) FROM added), 0) - coalesce((SELECT sum(size) FROM removed), 0));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "keep_pulls"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  repositories int[]; days date[]; counts numeric[]; today date;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(repository_id), array_agg(day), array_agg(count) INTO repositories, days, counts FROM added;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(repository_id), array_agg(day), array_agg(-count) INTO repositories, days, counts FROM removed;
  ELSE
    SELECT array_agg(repository_id), array_agg(day), array_agg(change) INTO repositories, days, counts
    FROM (SELECT repository_id, day, count::numeric AS change FROM added
      UNION ALL SELECT repository_id, day, -count::numeric FROM removed) AS both_sides;
  END IF;
  IF repositories IS NULL THEN RETURN NULL; END IF;

  INSERT INTO count_changes (name, day, value)
  SELECT 'pulls', day, sum(count) FROM unnest(days, counts) AS pull (day, count)
  GROUP BY day HAVING sum(count) <> 0;

  SELECT day INTO today FROM kept_counts WHERE name = 'recent pulls';
  INSERT INTO recent_pulls AS known (repository_id, days30, days90)
  SELECT repository_id, coalesce(sum(count) FILTER (WHERE day > today - 30), 0), sum(count)
  FROM unnest(repositories, days, counts) AS pull (repository_id, day, count)
  WHERE day > today - 90 GROUP BY repository_id HAVING sum(count) <> 0 OR TG_OP = 'UPDATE' ORDER BY repository_id
  ON CONFLICT (repository_id) DO UPDATE
    SET days30 = known.days30 + excluded.days30, days90 = known.days90 + excluded.days90;
  IF TG_OP = 'DELETE' THEN
    DELETE FROM recent_pulls WHERE repository_id = ANY (repositories) AND days90 = 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "keep_inserted" AFTER INSERT ON "users" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_users();
CREATE TRIGGER "keep_deleted" AFTER DELETE ON "users" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_users();

CREATE TRIGGER "keep_inserted" AFTER INSERT ON "repositories" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_repositories();
CREATE TRIGGER "keep_updated" AFTER UPDATE ON "repositories" REFERENCING NEW TABLE AS added OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_repositories();
CREATE TRIGGER "keep_deleted" AFTER DELETE ON "repositories" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_repositories();

CREATE TRIGGER "keep_inserted" AFTER INSERT ON "registry_blobs" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_stored_bytes();
CREATE TRIGGER "keep_updated" AFTER UPDATE ON "registry_blobs" REFERENCING NEW TABLE AS added OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_stored_bytes();
CREATE TRIGGER "keep_deleted" AFTER DELETE ON "registry_blobs" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_stored_bytes();

CREATE TRIGGER "keep_inserted" AFTER INSERT ON "daily_pulls" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_pulls();
CREATE TRIGGER "keep_updated" AFTER UPDATE ON "daily_pulls" REFERENCING NEW TABLE AS added OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_pulls();
CREATE TRIGGER "keep_deleted" AFTER DELETE ON "daily_pulls" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_pulls();

CREATE FUNCTION "recount_recent_pulls"() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  today CONSTANT date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
  LOCK TABLE daily_pulls IN SHARE ROW EXCLUSIVE MODE; -- the trigger must not add to what is counted here
  IF EXISTS (SELECT FROM kept_counts WHERE name = 'recent pulls' AND day = today) THEN RETURN; END IF;
  DELETE FROM kept_counts WHERE name = 'recent pulls';
  INSERT INTO kept_counts (name, day, value) VALUES ('recent pulls', today, 0);
  DELETE FROM recent_pulls;
  INSERT INTO recent_pulls (repository_id, days30, days90)
  SELECT repository_id, coalesce(sum(count) FILTER (WHERE day > today - 30), 0), sum(count)
  FROM daily_pulls WHERE day > today - 90 GROUP BY repository_id;
END $$;

CREATE FUNCTION "recount_kept"() RETURNS void LANGUAGE sql AS $$
  DELETE FROM count_changes;
  DELETE FROM kept_counts;
  INSERT INTO kept_counts (name, value)
    SELECT 'users', count(*) FROM users
    UNION ALL SELECT 'repositories', count(*) FROM repositories
    UNION ALL SELECT 'tags', coalesce(sum(tags_count), 0) FROM repositories
    UNION ALL SELECT 'stored bytes', coalesce(sum(size), 0) FROM registry_blobs;
  INSERT INTO kept_counts (name, day, value) SELECT 'pulls', day, sum(count) FROM daily_pulls GROUP BY day;
  SELECT recount_recent_pulls();
$$;

SELECT recount_kept();
