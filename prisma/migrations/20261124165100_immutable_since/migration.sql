-- AlterTable
ALTER TABLE "namespaces" ADD COLUMN     "immutable_since" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "immutable_since" TIMESTAMPTZ(3);

-- Since when the patterns that there are hold is not known: nothing that was pushed until now is judged again.
UPDATE "namespaces" SET "immutable_since" = now() WHERE cardinality("immutable_tags") > 0;
UPDATE "repositories" SET "immutable_since" = now() WHERE cardinality("immutable_tags") > 0;
