-- CreateEnum
CREATE TYPE "Suspension" AS ENUM ('gone', 'disabled_there', 'unconfirmed');

-- CreateEnum
CREATE TYPE "ProviderKind" AS ENUM ('oidc', 'ldap', 'scim');

-- CreateEnum
CREATE TYPE "NewAccounts" AS ENUM ('anyone', 'groups', 'domains', 'nobody');

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN     "given_role" "Role",
ADD COLUMN     "mapped" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "suspension" "Suspension";

-- CreateTable
CREATE TABLE "sign_in_providers" (
    "id" SERIAL NOT NULL,
    "kind" "ProviderKind" NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "declared" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "settings" JSONB NOT NULL,
    "sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "new_accounts" "NewAccounts" NOT NULL DEFAULT 'nobody',
    "account_groups" TEXT[],
    "account_domains" TEXT[],
    "trusts_email" BOOLEAN NOT NULL DEFAULT false,
    "mapped_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_providers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_identities" (
    "id" SERIAL NOT NULL,
    "provider_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "email" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "checked_at" TIMESTAMPTZ(3),
    "gone" "Suspension",
    "sealed_refresh_token" BYTEA,
    "groups" TEXT[],
    "mapped_at" TIMESTAMPTZ(3),
    "grants_admin" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "external_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_mappings" (
    "id" SERIAL NOT NULL,
    "provider_id" INTEGER NOT NULL,
    "group" TEXT NOT NULL,
    "team_id" INTEGER,
    "role" "Role",
    "declared" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "group_mappings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mapped_roles" (
    "identity_id" INTEGER NOT NULL,
    "team_id" INTEGER NOT NULL,
    "role" "Role" NOT NULL,

    CONSTRAINT "mapped_roles_pkey" PRIMARY KEY ("identity_id","team_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_providers_slug_key" ON "sign_in_providers"("slug");

-- CreateIndex
CREATE INDEX "external_identities_user_id_idx" ON "external_identities"("user_id");

-- CreateIndex
CREATE INDEX "external_identities_confirmed_at_idx" ON "external_identities"("confirmed_at");

-- CreateIndex
CREATE INDEX "external_identities_provider_id_id_idx" ON "external_identities"("provider_id", "id");

-- CreateIndex
CREATE INDEX "external_identities_provider_id_mapped_at_idx" ON "external_identities"("provider_id", "mapped_at");

-- CreateIndex
CREATE UNIQUE INDEX "external_identities_provider_id_subject_key" ON "external_identities"("provider_id", "subject");

-- CreateIndex
CREATE INDEX "group_mappings_team_id_idx" ON "group_mappings"("team_id");

-- CreateIndex
CREATE UNIQUE INDEX "group_mappings_provider_id_group_team_id_key" ON "group_mappings"("provider_id", "group", "team_id");

-- CreateIndex
CREATE INDEX "mapped_roles_team_id_idx" ON "mapped_roles"("team_id");

-- AddForeignKey
ALTER TABLE "external_identities" ADD CONSTRAINT "external_identities_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_in_providers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "external_identities" ADD CONSTRAINT "external_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mappings" ADD CONSTRAINT "group_mappings_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_in_providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mappings" ADD CONSTRAINT "group_mappings_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mapped_roles" ADD CONSTRAINT "mapped_roles_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "external_identities"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mapped_roles" ADD CONSTRAINT "mapped_roles_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What the schema can't say: suspended is a kind of disabled; a mapping gives a role in a team or admin rights, which it
-- gives once; a role beside that of groups needs groups.
ALTER TABLE "users" ADD CONSTRAINT "users_suspension_check" CHECK ("suspension" IS NULL OR "disabled_at" IS NOT NULL);
ALTER TABLE "group_mappings" ADD CONSTRAINT "group_mappings_target_check" CHECK (("team_id" IS NULL) = ("role" IS NULL));
CREATE UNIQUE INDEX "group_mappings_admin" ON "group_mappings" ("provider_id", "group") WHERE "team_id" IS NULL;
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_given_role_check" CHECK ("given_role" IS NULL OR "mapped");
