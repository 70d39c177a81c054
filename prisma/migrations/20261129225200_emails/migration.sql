-- E-mails to send. An e-mail waits while try_after is set. Its text may hold a one-time link, so it is sealed,
-- and deleted once the e-mail is sent or given up.
CREATE TABLE "emails" (
    "id" SERIAL NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "sealed_text" BYTEA,
    "link_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "try_after" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "error" TEXT,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "emails_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "emails_try_after_idx" ON "emails"("try_after");

-- CreateIndex
CREATE INDEX "emails_created_at_idx" ON "emails"("created_at");

-- CreateIndex
CREATE INDEX "emails_link_id_idx" ON "emails"("link_id");

-- AddForeignKey
ALTER TABLE "emails" ADD CONSTRAINT "emails_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "emailed_links"("id") ON DELETE CASCADE ON UPDATE CASCADE;
