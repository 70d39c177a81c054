-- Rules that keep no tag were saved by accident: they delete nothing until it is said that they shall.
ALTER TABLE "retention_rules" ADD COLUMN "delete_all_matching" BOOLEAN NOT NULL DEFAULT false;
