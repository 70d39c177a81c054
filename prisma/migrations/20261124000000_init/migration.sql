-- CreateEnum
CREATE TYPE "KeyKind" AS ENUM ('ca', 'leaf');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('viewer', 'contributor', 'owner');

-- CreateEnum
CREATE TYPE "NamespaceKind" AS ENUM ('global', 'personal', 'team');

-- CreateEnum
CREATE TYPE "Visibility" AS ENUM ('private', 'protected', 'public');

-- CreateEnum
CREATE TYPE "EventState" AS ENUM ('pending', 'applied', 'ignored', 'failed');

-- CreateTable
CREATE TABLE "users" (
    "id" SERIAL NOT NULL,
    "username" TEXT NOT NULL,
    "email" TEXT,
    "display_name" TEXT,
    "password_hash" TEXT,
    "admin" BOOLEAN NOT NULL DEFAULT false,
    "robot" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "current_sign_in_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "founding" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "user_id" INTEGER,
    "founded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "founding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "sid" TEXT NOT NULL,
    "sess" JSON NOT NULL,
    "expire" TIMESTAMP(6) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("sid")
);

-- CreateTable
CREATE TABLE "application_tokens" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "application_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "service" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "id" SERIAL NOT NULL,
    "kind" "KeyKind" NOT NULL,
    "certificate" TEXT NOT NULL,
    "sealed_key" BYTEA NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "not_after" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "id" SERIAL NOT NULL,
    "team_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registries" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "external_hostname" TEXT,
    "url" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "registries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "namespaces" (
    "id" SERIAL NOT NULL,
    "registry_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "NamespaceKind" NOT NULL,
    "visibility" "Visibility" NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "team_id" INTEGER NOT NULL,
    "owner_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "namespaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repositories" (
    "id" SERIAL NOT NULL,
    "namespace_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "tags_count" INTEGER NOT NULL DEFAULT 0,
    "pulls_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "pushed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "pushed_by" TEXT NOT NULL DEFAULT '',
    "pulled_at" TIMESTAMPTZ(3),

    CONSTRAINT "repositories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manifests" (
    "id" SERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "pushed_at" TIMESTAMPTZ(3) NOT NULL,
    "pushed_by" TEXT NOT NULL DEFAULT '',
    "pulled_at" TIMESTAMPTZ(3),
    "pulls_count" INTEGER NOT NULL DEFAULT 0,
    "read_at" TIMESTAMPTZ(3),
    "read_attempts" INTEGER NOT NULL DEFAULT 0,
    "read_after" TIMESTAMPTZ(3),
    "read_error" TEXT,
    "payload" BYTEA,
    "artifact_type" TEXT,
    "subject" TEXT,
    "config_digest" TEXT,
    "total_size" BIGINT,
    "platform" TEXT,
    "config" JSONB,
    "built_at" TIMESTAMPTZ(3),

    CONSTRAINT "manifests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manifest_layers" (
    "manifest_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "created_by" TEXT,

    CONSTRAINT "manifest_layers_pkey" PRIMARY KEY ("manifest_id","position")
);

-- CreateTable
CREATE TABLE "manifest_children" (
    "manifest_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "platform" TEXT,
    "artifact_type" TEXT,
    "annotations" JSONB,

    CONSTRAINT "manifest_children_pkey" PRIMARY KEY ("manifest_id","position")
);

-- CreateTable
CREATE TABLE "tags" (
    "id" SERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "manifest_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "author_id" INTEGER,
    "pushed_by" TEXT NOT NULL,
    "pushed_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "tags_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tombstones" (
    "registry_id" INTEGER NOT NULL,
    "repository" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "tombstones_pkey" PRIMARY KEY ("registry_id","repository","reference")
);

-- CreateTable
CREATE TABLE "pull_counts" (
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "pull_counts_pkey" PRIMARY KEY ("repository_id","digest","day")
);

-- CreateTable
CREATE TABLE "registry_events" (
    "id" BIGSERIAL NOT NULL,
    "event_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "payload" JSONB NOT NULL,
    "state" "EventState" NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "try_after" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "registry_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activities" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "key" TEXT NOT NULL,
    "actor_id" INTEGER,
    "actor_name" TEXT NOT NULL,
    "registry_id" INTEGER,
    "team_id" INTEGER,
    "namespace_id" INTEGER,
    "repository_id" INTEGER,
    "subject" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "activities_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "founding_user_id_key" ON "founding"("user_id");

-- CreateIndex
CREATE INDEX "sessions_expire_idx" ON "sessions"("expire");

-- CreateIndex
CREATE UNIQUE INDEX "application_tokens_hash_key" ON "application_tokens"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "application_tokens_user_id_name_key" ON "application_tokens"("user_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "refresh_tokens_hash_key" ON "refresh_tokens"("hash");

-- CreateIndex
CREATE INDEX "refresh_tokens_user_id_created_at_idx" ON "refresh_tokens"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "refresh_tokens_expires_at_idx" ON "refresh_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "signing_keys_kind_created_at_idx" ON "signing_keys"("kind", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "teams_name_key" ON "teams"("name");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_team_id_user_id_key" ON "memberships"("team_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "registries_name_key" ON "registries"("name");

-- CreateIndex
CREATE UNIQUE INDEX "registries_hostname_key" ON "registries"("hostname");

-- CreateIndex
CREATE UNIQUE INDEX "registries_external_hostname_key" ON "registries"("external_hostname");

-- CreateIndex
CREATE INDEX "namespaces_team_id_idx" ON "namespaces"("team_id");

-- CreateIndex
CREATE INDEX "namespaces_owner_id_idx" ON "namespaces"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "namespaces_registry_id_name_key" ON "namespaces"("registry_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "namespaces_registry_id_owner_id_key" ON "namespaces"("registry_id", "owner_id");

-- CreateIndex
CREATE INDEX "repositories_pushed_at_id_idx" ON "repositories"("pushed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "repositories_namespace_id_pushed_at_id_idx" ON "repositories"("namespace_id", "pushed_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "repositories_namespace_id_name_key" ON "repositories"("namespace_id", "name");

-- CreateIndex
CREATE INDEX "manifests_read_after_idx" ON "manifests"("read_after");

-- CreateIndex
CREATE INDEX "manifests_repository_id_subject_idx" ON "manifests"("repository_id", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "manifests_repository_id_digest_key" ON "manifests"("repository_id", "digest");

-- CreateIndex
CREATE INDEX "manifest_children_digest_idx" ON "manifest_children"("digest");

-- CreateIndex
CREATE INDEX "tags_repository_id_pushed_at_id_idx" ON "tags"("repository_id", "pushed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "tags_manifest_id_idx" ON "tags"("manifest_id");

-- CreateIndex
CREATE UNIQUE INDEX "tags_repository_id_name_key" ON "tags"("repository_id", "name");

-- CreateIndex
CREATE INDEX "tombstones_deleted_at_idx" ON "tombstones"("deleted_at");

-- CreateIndex
CREATE UNIQUE INDEX "registry_events_event_id_key" ON "registry_events"("event_id");

-- CreateIndex
CREATE INDEX "registry_events_try_after_repository_idx" ON "registry_events"("try_after", "repository");

-- CreateIndex
CREATE INDEX "registry_events_state_id_idx" ON "registry_events"("state", "id" DESC);

-- CreateIndex
CREATE INDEX "registry_events_settled_at_idx" ON "registry_events"("settled_at");

-- CreateIndex
CREATE INDEX "activities_namespace_id_id_idx" ON "activities"("namespace_id", "id" DESC);

-- CreateIndex
CREATE INDEX "activities_team_id_id_idx" ON "activities"("team_id", "id" DESC);

-- CreateIndex
CREATE INDEX "activities_repository_id_id_idx" ON "activities"("repository_id", "id" DESC);

-- CreateIndex
CREATE INDEX "activities_actor_id_id_idx" ON "activities"("actor_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "founding" ADD CONSTRAINT "founding_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application_tokens" ADD CONSTRAINT "application_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "namespaces" ADD CONSTRAINT "namespaces_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "namespaces" ADD CONSTRAINT "namespaces_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "namespaces" ADD CONSTRAINT "namespaces_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repositories" ADD CONSTRAINT "repositories_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifests" ADD CONSTRAINT "manifests_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest_layers" ADD CONSTRAINT "manifest_layers_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest_children" ADD CONSTRAINT "manifest_children_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tags" ADD CONSTRAINT "tags_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tags" ADD CONSTRAINT "tags_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tombstones" ADD CONSTRAINT "tombstones_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pull_counts" ADD CONSTRAINT "pull_counts_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;
