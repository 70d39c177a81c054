-- CreateTable
CREATE TABLE "used_logout_tokens" (
    "hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "used_logout_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "used_logout_tokens_expires_at_idx" ON "used_logout_tokens"("expires_at");

-- Sessions that a provider ends, by its name of the session or of the person
CREATE INDEX "sessions_sid_there" ON "sessions" (("sess" -> 'external' ->> 'sid'));
CREATE INDEX "sessions_subject_there" ON "sessions" (("sess" -> 'external' ->> 'subject'));
