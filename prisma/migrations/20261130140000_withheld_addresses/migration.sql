-- An address that somebody entered at sign-up although another account has it. Only that person sees it as theirs.
ALTER TABLE "users" ADD COLUMN "withheld_email" TEXT;
UPDATE "users" u SET "withheld_email" = l."address" FROM "emailed_links" l
  WHERE l."user_id" = u."id" AND l."purpose"::text = 'address' AND l."expires_at" > now() + interval '50 years';
DELETE FROM "emailed_links" WHERE "purpose"::text = 'address' AND "expires_at" > now() + interval '50 years';
