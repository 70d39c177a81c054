-- CreateEnum
CREATE TYPE "RepositoryAction" AS ENUM ('pull', 'push', 'delete');

-- AlterTable
ALTER TABLE "application_tokens" ADD COLUMN     "actions" "RepositoryAction"[],
ADD COLUMN     "addresses" TEXT[],
ADD COLUMN     "patterns" TEXT[],
ADD COLUMN     "rotated_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "visibility" "Visibility";

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "robot_team_id" INTEGER;

-- CreateTable
CREATE TABLE "repository_memberships" (
    "id" SERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "repository_memberships_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "repository_memberships_user_id_idx" ON "repository_memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "repository_memberships_repository_id_user_id_key" ON "repository_memberships"("repository_id", "user_id");

-- CreateIndex
CREATE INDEX "users_robot_team_id_idx" ON "users"("robot_team_id");

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_robot_team_id_fkey" FOREIGN KEY ("robot_team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_memberships" ADD CONSTRAINT "repository_memberships_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_memberships" ADD CONSTRAINT "repository_memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who may do what now depends on these as well. A repository's pushes and counts change nothing, nor does a new one.
DROP TRIGGER "announce" ON "users";
CREATE TRIGGER "announce" AFTER INSERT OR DELETE OR TRUNCATE
  OR UPDATE OF "username", "email", "display_name", "password_hash", "admin", "robot", "robot_team_id", "disabled_at" ON "users"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

DROP TRIGGER "announce" ON "application_tokens";
CREATE TRIGGER "announce" AFTER INSERT OR DELETE OR TRUNCATE
  OR UPDATE OF "user_id", "name", "hash", "expires_at", "patterns", "actions", "addresses" ON "application_tokens"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER DELETE OR TRUNCATE
  OR UPDATE OF "namespace_id", "name", "full_name", "visibility" ON "repositories"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "repository_memberships"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');
