-- Payloads are stored as they came: no statement searches them, and jsonb costs more than the rest of a row. Indexes for
-- pending events need no settled ones, and the other way round.
DROP INDEX "registry_events_try_after_repository_idx";
DROP INDEX "registry_events_settled_at_state_idx";
ALTER TABLE "registry_events" ALTER COLUMN "payload" TYPE JSON;
CREATE INDEX "registry_events_due" ON "registry_events"("try_after", "repository") WHERE "try_after" IS NOT NULL;
CREATE INDEX "registry_events_settled" ON "registry_events"("settled_at", "state") WHERE "settled_at" IS NOT NULL;
