-- Counters of pulls, and ids of tables that grow with use, can pass 2,147,483,647: they become 64-bit.
-- Each ALTER TABLE locks its table (ACCESS EXCLUSIVE: nobody reads or writes it meanwhile) and writes it and its indexes
-- anew. Expect about a minute for ten million rows of a table, and as much free space as the largest of them takes.
ALTER TABLE "repositories" ALTER COLUMN "pulls_count" TYPE BIGINT;
ALTER TABLE "manifests" ALTER COLUMN "pulls_count" TYPE BIGINT;
ALTER TABLE "pull_counts" ALTER COLUMN "count" TYPE BIGINT;
ALTER TABLE "daily_pulls" ALTER COLUMN "count" TYPE BIGINT;

-- The audit log is sealed over the values of its rows, not over their types: what was sealed before stays valid.
ALTER TABLE "activities" ALTER COLUMN "id" TYPE BIGINT;
ALTER TABLE "webhook_deliveries" ALTER COLUMN "id" TYPE BIGINT;
ALTER TABLE "tag_moves" ALTER COLUMN "id" TYPE BIGINT;
ALTER TABLE "deleted_rows" ALTER COLUMN "id" TYPE BIGINT;
ALTER TABLE "refresh_tokens" ALTER COLUMN "id" TYPE BIGINT;

ALTER SEQUENCE "activities_id_seq" AS BIGINT;
ALTER SEQUENCE "webhook_deliveries_id_seq" AS BIGINT;
ALTER SEQUENCE "tag_moves_id_seq" AS BIGINT;
ALTER SEQUENCE "deleted_rows_id_seq" AS BIGINT;
ALTER SEQUENCE "refresh_tokens_id_seq" AS BIGINT;
