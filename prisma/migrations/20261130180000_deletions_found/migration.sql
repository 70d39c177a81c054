-- The list of deletions can be filtered and says what was deleted without reading the contents. What was deleted is found
-- by its name.
CREATE TYPE "DeletionKind" AS ENUM ('images', 'namespace', 'team');
ALTER TABLE "deletion_plans"
  ADD COLUMN "kind" "DeletionKind" NOT NULL DEFAULT 'images',
  ADD COLUMN "registry_id" INTEGER,
  ADD COLUMN "visibility" "Visibility",
  ADD COLUMN "summary" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "emptied" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "cleared_at" TIMESTAMPTZ(3);

UPDATE "deletion_plans" SET
  "kind" = CASE WHEN "selection" ? 'team' THEN 'team' WHEN "selection" ? 'namespaces' THEN 'namespace' ELSE 'images' END::"DeletionKind",
  "registry_id" = coalesce(
    (SELECT "registry_id" FROM "namespaces" WHERE "namespaces"."id" = "namespace_id"),
    (SELECT min("registry_id") FROM "deletion_steps" WHERE "plan_id" = "deletion_plans"."id" AND NOT "selection" ? 'team')),
  "summary" = CASE WHEN "selection" ? 'namespaces' THEN jsonb_build_object(
      'tags', (SELECT coalesce(sum((it ->> 'tags')::int), 0) FROM jsonb_array_elements("contents" -> 'namespaces') AS it),
      'repositories', (SELECT coalesce(sum((it ->> 'repositories')::int), 0) FROM jsonb_array_elements("contents" -> 'namespaces') AS it),
      'namespaces', coalesce(jsonb_array_length("contents" -> 'namespaces'), 0))
    ELSE jsonb_build_object(
      'tags', coalesce(jsonb_array_length(jsonb_path_query_array("contents", '$.deleted[*].tags[*]')), 0)
        + coalesce(jsonb_array_length("contents" -> 'untagged'), 0),
      'names', jsonb_path_query_array(jsonb_path_query_array("contents", '$.deleted[*].tags[*]')
        || jsonb_path_query_array("contents", '$.untagged[*].tag'), '$[0 to 2]'),
      'untagged', coalesce(jsonb_array_length(jsonb_path_query_array("contents", '$.deleted[*] ? (@.reason == "chosen" && @.tags.size() == 0)')), 0))
  END,
  "emptied" = "executed_at" IS NOT NULL AND NOT "selection" ? 'namespaces'
    AND NOT EXISTS (SELECT FROM "repositories" WHERE "full_name" = "subject" AND "repositories"."namespace_id" = "deletion_plans"."namespace_id");

CREATE INDEX "deletion_plans_by_name_created_at_id_idx" ON "deletion_plans" ("by_name", "created_at" DESC, "id" DESC);
CREATE INDEX "deletion_plans_subject_idx" ON "deletion_plans" ("subject" text_pattern_ops);
CREATE INDEX "deletion_plans_noted" ON "deletion_plans" ("created_at" DESC, "id" DESC) WHERE "note" IS NOT NULL;
CREATE INDEX "deletion_plans_restored" ON "deletion_plans" ("created_at" DESC, "id" DESC) WHERE "restored_at" IS NOT NULL;
CREATE INDEX "deletion_plans_targets" ON "deletion_plans" ("id" DESC) WHERE "kind" <> 'images';
CREATE INDEX "deletion_steps_repository_digest_idx" ON "deletion_steps" ("repository", "digest");
CREATE INDEX "deletion_steps_tags_idx" ON "deletion_steps" USING GIN ("tags");
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_opclass WHERE opcname = 'gin_trgm_ops' AND pg_opclass_is_visible(oid)) THEN
    CREATE INDEX "deletion_plans_subject_trigrams" ON "deletion_plans" USING gin ("subject" gin_trgm_ops);
  END IF;
END $$;
