-- The words by which images are searched: "key=value" and "value" of the first 60 labels and annotations, in lower case.
-- Of a commit also the abbreviations that git prints. Long values are texts, which nobody searches as a whole.
CREATE FUNCTION label_words(config jsonb, annotations jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH labels AS (
    SELECT lower(key) AS key, lower(value) AS value FROM (
      SELECT key, value FROM jsonb_each_text(CASE WHEN jsonb_typeof(config->'config'->'Labels') = 'object' THEN config->'config'->'Labels' ELSE '{}' END)
      UNION ALL
      SELECT key, value FROM jsonb_each_text(CASE WHEN jsonb_typeof(annotations) = 'object' THEN annotations ELSE '{}' END)
    ) AS given
    WHERE length(key) <= 200 AND length(value) BETWEEN 1 AND 200 LIMIT 60
  ), words AS (
    SELECT key || '=' || value AS word FROM labels
    UNION SELECT value FROM labels WHERE length(value) >= 3
    UNION SELECT left(value, digits) FROM labels, unnest(ARRAY[7, 8, 10, 12]) AS digits WHERE value ~ '^[0-9a-f]{40}$'
  )
  SELECT coalesce(array_agg(word), '{}') FROM words
$$;

CREATE TABLE "image_labels" (
    "manifest_id" INTEGER NOT NULL,
    "words" TEXT[],
    CONSTRAINT "image_labels_pkey" PRIMARY KEY ("manifest_id"),
    CONSTRAINT "image_labels_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifests"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "image_labels_words_idx" ON "image_labels" USING gin ("words");

-- How far a job has stored the words of the manifests that are there already, from the newest down.
CREATE TABLE "image_label_backfill" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "next_id" INTEGER NOT NULL,
    CONSTRAINT "image_label_backfill_pkey" PRIMARY KEY ("id")
);
INSERT INTO "image_label_backfill" ("next_id") SELECT coalesce(max("id"), 0) FROM "manifests";
