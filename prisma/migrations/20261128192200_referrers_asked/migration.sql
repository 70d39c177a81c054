-- Whether clients of a registry find the referrers API here: then they leave the care of the referrers tags to it.
ALTER TABLE "registries" ADD COLUMN "referrers_asked_at" TIMESTAMPTZ(3);
