-- The events applied today are counted in the index alone.
CREATE INDEX "registry_events_settled_at_state_idx" ON "registry_events"("settled_at", "state");
DROP INDEX "registry_events_settled_at_idx";
