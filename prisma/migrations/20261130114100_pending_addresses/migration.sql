-- A new e-mail address takes effect when the link that was sent to it is opened.
ALTER TYPE "LinkPurpose" ADD VALUE 'address';
ALTER TABLE "emailed_links" ADD COLUMN "address" TEXT;
