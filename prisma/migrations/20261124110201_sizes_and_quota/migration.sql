-- AlterTable
ALTER TABLE "namespaces" ADD COLUMN     "over_quota" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "quota" BIGINT;

-- CreateTable
CREATE TABLE "repository_blobs" (
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "size" BIGINT NOT NULL,

    CONSTRAINT "repository_blobs_pkey" PRIMARY KEY ("repository_id","digest")
);

-- CreateTable
CREATE TABLE "repository_sizes" (
    "repository_id" INTEGER NOT NULL,
    "stored" BIGINT NOT NULL,
    "own" BIGINT NOT NULL,
    "unread" INTEGER NOT NULL,
    "counted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "repository_sizes_pkey" PRIMARY KEY ("repository_id")
);

-- CreateTable
CREATE TABLE "namespace_sizes" (
    "namespace_id" INTEGER NOT NULL,
    "stored" BIGINT NOT NULL,
    "own" BIGINT NOT NULL,
    "unread" INTEGER NOT NULL,
    "counted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "namespace_sizes_pkey" PRIMARY KEY ("namespace_id")
);

-- CreateTable
CREATE TABLE "size_dues" (
    "id" BIGSERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "namespace_id" INTEGER,

    CONSTRAINT "size_dues_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "repository_blobs_digest_idx" ON "repository_blobs"("digest");

-- AddForeignKey
ALTER TABLE "repository_sizes" ADD CONSTRAINT "repository_sizes_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "namespace_sizes" ADD CONSTRAINT "namespace_sizes_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whatever changes manifests, by whichever path, has their repository counted anew. The inbox is only ever added to, so
-- that nobody who pushes waits for a count.
CREATE FUNCTION "size_due"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "size_dues" ("repository_id") SELECT DISTINCT "repository_id" FROM changed;
  RETURN NULL;
END
$$;

CREATE FUNCTION "size_due_of_gone"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "size_dues" ("repository_id", "namespace_id") SELECT "id", "namespace_id" FROM changed;
  RETURN NULL;
END
$$;

CREATE FUNCTION "size_due_of_read"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "size_dues" ("repository_id") VALUES (NEW."repository_id");
  RETURN NULL;
END
$$;

CREATE TRIGGER "size_due_read" AFTER UPDATE OF "read_at" ON "manifests"
  FOR EACH ROW EXECUTE FUNCTION "size_due_of_read"();
CREATE TRIGGER "size_due_inserted" AFTER INSERT ON "manifests" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "size_due"();
CREATE TRIGGER "size_due_deleted" AFTER DELETE ON "manifests" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "size_due"();
CREATE TRIGGER "size_due_gone" AFTER DELETE ON "repositories" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "size_due_of_gone"();

-- What is there already is counted soon after.
INSERT INTO "size_dues" ("repository_id") SELECT "id" FROM "repositories";
