-- A webhook can be limited to pushes or to deletions. Those that exist are called for both, as before.
CREATE TYPE "WebhookEvent" AS ENUM ('push', 'delete');
ALTER TABLE "webhooks" ADD COLUMN "events" "WebhookEvent"[] NOT NULL DEFAULT '{push,delete}';
