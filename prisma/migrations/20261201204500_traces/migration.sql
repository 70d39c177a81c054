-- Calls of webhooks belong to the W3C trace of the request that caused them.
ALTER TABLE "registry_events" ADD COLUMN "trace" TEXT;
ALTER TABLE "webhook_deliveries" ADD COLUMN "trace" TEXT;
