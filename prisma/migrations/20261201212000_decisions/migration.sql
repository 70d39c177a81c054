-- The decision log: what the token endpoint answered, and the rules that decided.
CREATE TYPE "DecisionOutcome" AS ENUM ('granted', 'partial', 'refused', 'failed');
CREATE TYPE "DecisionEntryPoint" AS ENUM ('token', 'sign_in', 'api');
CREATE TYPE "DecisionProof" AS ENUM ('nobody', 'password', 'token', 'refresh_token');

CREATE TABLE "decisions" (
    "id" BIGSERIAL NOT NULL,
    "public_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "entry_point" "DecisionEntryPoint" NOT NULL,
    "outcome" "DecisionOutcome" NOT NULL,
    "user_id" INTEGER,
    "username" TEXT NOT NULL,
    "proof" "DecisionProof" NOT NULL,
    "application_token_id" INTEGER,
    "refresh_token_id" BIGINT,
    "credential_name" TEXT,
    "address" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "registry_id" INTEGER,
    "service" TEXT NOT NULL,
    "asked" TEXT[],
    "granted" TEXT[],
    "omitted" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "because" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "asked_owners_at" TIMESTAMPTZ(3),

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "decision_places" (
    "decision_id" BIGINT NOT NULL,
    "repository" TEXT NOT NULL,
    "registry_id" INTEGER NOT NULL,
    "namespace" TEXT NOT NULL,
    "refused" "RepositoryAction"[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_places_pkey" PRIMARY KEY ("decision_id","repository")
);

CREATE TABLE "decision_losses" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "grants" BIGINT NOT NULL,
    "refusals" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_losses_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "decisions_public_id_key" ON "decisions"("public_id");
CREATE INDEX "decisions_user_id_id_idx" ON "decisions"("user_id", "id" DESC);
CREATE INDEX "decisions_granted" ON "decisions"("id") WHERE "outcome" = 'granted';
CREATE INDEX "decisions_refused" ON "decisions"("id") WHERE "outcome" <> 'granted';
CREATE INDEX "decisions_user_refused" ON "decisions"("user_id", "id" DESC) WHERE "outcome" <> 'granted';
CREATE INDEX "decision_places_registry_id_repository_decision_id_idx" ON "decision_places"("registry_id", "repository", "decision_id" DESC);
CREATE INDEX "decision_places_registry_id_namespace_decision_id_idx" ON "decision_places"("registry_id", "namespace", "decision_id" DESC);

ALTER TABLE "decision_places" ADD CONSTRAINT "decision_places_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "decisions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
