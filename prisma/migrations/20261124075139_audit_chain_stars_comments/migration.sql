-- AlterTable
ALTER TABLE "activities" ADD COLUMN     "link" BYTEA,
ADD COLUMN     "mac" BYTEA,
ADD COLUMN     "nonce" BYTEA,
ADD COLUMN     "position" BIGINT;

-- CreateTable
CREATE TABLE "stars" (
    "repository_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stars_pkey" PRIMARY KEY ("repository_id","user_id")
);

-- CreateTable
CREATE TABLE "comments" (
    "id" SERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "author_id" INTEGER,
    "author_name" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activity_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "position" BIGINT NOT NULL,
    "link" BYTEA NOT NULL,
    "mac" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "activity_head_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stars_user_id_created_at_idx" ON "stars"("user_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "comments_repository_id_id_idx" ON "comments"("repository_id", "id" DESC);

-- CreateIndex
CREATE INDEX "comments_author_id_idx" ON "comments"("author_id");

-- CreateIndex
CREATE UNIQUE INDEX "activities_position_key" ON "activities"("position");

-- CreateIndex
CREATE INDEX "activities_actor_name_id_idx" ON "activities"("actor_name", "id" DESC);

-- CreateIndex
CREATE INDEX "activities_key_id_idx" ON "activities"("key", "id" DESC);

-- AddForeignKey
ALTER TABLE "stars" ADD CONSTRAINT "stars_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stars" ADD CONSTRAINT "stars_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The lines of history that are not in the chain yet: where position is null
CREATE INDEX "activities_unsealed" ON "activities"("id") WHERE "position" IS NULL;
