ALTER TABLE "application_tokens" ADD COLUMN "by_device" BOOLEAN NOT NULL DEFAULT false;

CREATE TYPE "DeviceSignInState" AS ENUM ('pending', 'confirmed', 'refused', 'collected');

CREATE TABLE "device_sign_ins" (
    "id" BIGSERIAL NOT NULL,
    "device_hash" BYTEA NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "machine" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "actions" "RepositoryAction"[],
    "replaces_hash" BYTEA,
    "state" "DeviceSignInState" NOT NULL DEFAULT 'pending',
    "user_id" INTEGER,
    "token_expires_at" TIMESTAMPTZ(3),
    "interval" INTEGER NOT NULL DEFAULT 5,
    "polled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "device_sign_ins_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "device_sign_ins_device_hash_key" ON "device_sign_ins"("device_hash");

CREATE UNIQUE INDEX "device_sign_ins_code_hash_key" ON "device_sign_ins"("code_hash");

CREATE INDEX "device_sign_ins_user_id_idx" ON "device_sign_ins"("user_id");

CREATE INDEX "device_sign_ins_expires_at_idx" ON "device_sign_ins"("expires_at");

ALTER TABLE "device_sign_ins" ADD CONSTRAINT "device_sign_ins_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
