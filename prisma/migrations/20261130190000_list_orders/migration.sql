-- The lists that people sort, a page at a time: namespaces by name, accounts by last sign-in, robots by name.
CREATE INDEX "namespaces_name_id_idx" ON "namespaces"("name", "id");
CREATE INDEX "users_current_sign_in_at_id_idx" ON "users"("current_sign_in_at", "id");
CREATE INDEX "users_robots_named" ON "users" ("username", "id") WHERE "robot";
-- The deliveries of a webhook in one state, a page at a time.
CREATE INDEX "webhook_deliveries_webhook_id_state_id_idx" ON "webhook_deliveries"("webhook_id", "state", "id");
