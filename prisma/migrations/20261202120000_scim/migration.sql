ALTER TYPE "Suspension" ADD VALUE 'deprovisioned';

-- SCIM belongs to a provider of another kind, and was never one.
ALTER TYPE "ProviderKind" RENAME TO "ProviderKind_old";
CREATE TYPE "ProviderKind" AS ENUM ('oidc', 'ldap');
ALTER TABLE "sign_in_providers" ALTER COLUMN "kind" TYPE "ProviderKind" USING ("kind"::text::"ProviderKind");
DROP TYPE "ProviderKind_old";

ALTER TABLE "external_identities" ADD COLUMN "directory_key" TEXT,
ALTER COLUMN "subject" DROP NOT NULL;

CREATE TABLE "scim_tokens" (
    "provider_id" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_error_at" TIMESTAMPTZ(3),

    CONSTRAINT "scim_tokens_pkey" PRIMARY KEY ("provider_id")
);

CREATE TABLE "scim_users" (
    "id" SERIAL NOT NULL,
    "provider_id" INTEGER NOT NULL,
    "identity_id" INTEGER NOT NULL,
    "user_name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "profile" JSONB NOT NULL,
    "emails" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scim_users_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "scim_groups" (
    "id" SERIAL NOT NULL,
    "provider_id" INTEGER NOT NULL,
    "display_name" TEXT NOT NULL,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scim_groups_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "scim_members" (
    "group_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "scim_members_pkey" PRIMARY KEY ("group_id","user_id")
);

CREATE UNIQUE INDEX "external_identities_provider_id_directory_key_key" ON "external_identities"("provider_id", "directory_key");

CREATE UNIQUE INDEX "scim_tokens_hash_key" ON "scim_tokens"("hash");

CREATE UNIQUE INDEX "scim_users_identity_id_key" ON "scim_users"("identity_id");

CREATE INDEX "scim_users_provider_id_id_idx" ON "scim_users"("provider_id", "id");

CREATE INDEX "scim_users_emails_idx" ON "scim_users" USING GIN ("emails");

CREATE INDEX "scim_groups_provider_id_id_idx" ON "scim_groups"("provider_id", "id");

CREATE INDEX "scim_groups_provider_id_display_name_idx" ON "scim_groups"("provider_id", "display_name");

CREATE INDEX "scim_groups_provider_id_external_id_idx" ON "scim_groups"("provider_id", "external_id");

CREATE INDEX "scim_members_user_id_idx" ON "scim_members"("user_id");

ALTER TABLE "scim_tokens" ADD CONSTRAINT "scim_tokens_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_in_providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "scim_users" ADD CONSTRAINT "scim_users_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_in_providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "scim_users" ADD CONSTRAINT "scim_users_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "external_identities"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "scim_groups" ADD CONSTRAINT "scim_groups_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_in_providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "scim_members" ADD CONSTRAINT "scim_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "scim_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "scim_members" ADD CONSTRAINT "scim_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "scim_users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Names are compared without case: RFC 7643, 4.1.1, and Entra ID needs it of groups.
CREATE UNIQUE INDEX "scim_users_name" ON "scim_users" ("provider_id", lower("user_name"));
CREATE UNIQUE INDEX "scim_groups_name" ON "scim_groups" ("provider_id", lower("display_name"));

-- SCIM finds people who signed in before by the key that most providers send as externalId. That of Entra ID is another
-- claim, which is stored at the next sign-in.
UPDATE "external_identities" SET "directory_key" = "subject" FROM "sign_in_providers" AS provider
WHERE provider.id = "provider_id" AND provider.kind = 'oidc' AND provider.settings->>'issuer' NOT LIKE 'https://login.microsoftonline.com/%';
