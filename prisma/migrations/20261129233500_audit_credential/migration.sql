-- How the actor of an entry proved who they are, and from which address. Entries from before have neither.
ALTER TABLE "activities" ADD COLUMN "credential" TEXT, ADD COLUMN "address" TEXT;
