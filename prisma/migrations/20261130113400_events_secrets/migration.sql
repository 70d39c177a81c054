-- An events secret for each registry. Registries from before go on with the environment's until they get their own.
ALTER TABLE "registries" ADD COLUMN "events_secret" BYTEA,
  ADD COLUMN "events_secret_at" TIMESTAMPTZ(3),
  ADD COLUMN "previous_events_secret" BYTEA,
  ADD COLUMN "shared_secret_until" TIMESTAMPTZ(3);
ALTER TABLE "registry_events" ADD COLUMN "sender_id" INTEGER;
