-- Deletions and reverts take the names that the rest of the product uses.
ALTER TYPE "DeletionState" RENAME VALUE 'gone' TO 'deleted';
ALTER TYPE "DeletionState" RENAME VALUE 'kept' TO 'refused';
ALTER TYPE "DeletionState" RENAME VALUE 'back' TO 'restored';

ALTER TABLE "deletion_plans" RENAME COLUMN "turn" TO "fence";
ALTER TABLE "deletion_steps" RENAME COLUMN "after" TO "depends_on";
ALTER TABLE "deletion_steps" RENAME COLUMN "why" TO "reason";
ALTER TABLE "deletion_steps" RENAME COLUMN "elsewhere" TO "moved_tags";

ALTER TYPE "MoveCause" RENAME VALUE 'kept' TO 'accepted';
ALTER TYPE "MoveCause" RENAME VALUE 'put_back' TO 'revert';

ALTER TABLE "put_backs" RENAME TO "reverts";
ALTER TABLE "reverts" RENAME CONSTRAINT "put_backs_pkey" TO "reverts_pkey";
ALTER TABLE "reverts" RENAME CONSTRAINT "put_backs_repository_id_fkey" TO "reverts_repository_id_fkey";
ALTER INDEX "put_backs_try_after_idx" RENAME TO "reverts_try_after_idx";

-- Rows that were archived by a deletion are restored under the new names, too.
UPDATE "deleted_rows" SET "relation" = 'reverts' WHERE "relation" = 'put_backs';
UPDATE "deleted_rows" SET "row" = jsonb_set("row", '{cause}', '"accepted"')
  WHERE "relation" = 'tag_moves' AND "row"->>'cause' = 'kept';
UPDATE "deleted_rows" SET "row" = jsonb_set("row", '{cause}', '"revert"')
  WHERE "relation" = 'tag_moves' AND "row"->>'cause' = 'put_back';

-- Plans, too, as they are stored: the team that receives the namespaces of a deleted team.
UPDATE "deletion_plans" SET "selection" = "selection" - 'heir' || jsonb_build_object('receivingTeam', "selection"->'heir')
  WHERE "selection" ? 'heir';
UPDATE "deletion_plans" SET "contents" = "contents" - 'heir' || jsonb_build_object('receivingTeam', "contents"->'heir')
  WHERE "contents" ? 'heir';

-- And the images that are deleted, with the reason of each.
UPDATE "deletion_plans" SET "contents" = "contents" - 'gone' || jsonb_build_object('deleted', coalesce((
    SELECT jsonb_agg(one - 'as' - 'after' || jsonb_build_object(
        'reason', CASE one->>'as' WHEN 'paper' THEN 'attachment' ELSE one->>'as' END,
        'dependsOn', one->'after') ORDER BY position)
    FROM jsonb_array_elements("contents"->'gone') WITH ORDINALITY AS gone (one, position)), '[]'))
  WHERE "contents" ? 'gone';
