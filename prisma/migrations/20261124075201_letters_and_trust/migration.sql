-- CreateEnum
CREATE TYPE "LinkPurpose" AS ENUM ('password', 'confirmation');

-- AlterTable
ALTER TABLE "application_tokens" ADD COLUMN     "warned_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "registries" ADD COLUMN     "ca" TEXT,
ADD COLUMN     "pin" TEXT;

-- CreateTable
CREATE TABLE "emailed_links" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "purpose" "LinkPurpose" NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "emailed_links_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "emailed_links_hash_key" ON "emailed_links"("hash");

-- CreateIndex
CREATE INDEX "emailed_links_expires_at_idx" ON "emailed_links"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "emailed_links_user_id_purpose_key" ON "emailed_links"("user_id", "purpose");

-- AddForeignKey
ALTER TABLE "emailed_links" ADD CONSTRAINT "emailed_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
