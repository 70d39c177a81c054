-- Lists and counts that read whole tables of people, teams, namespaces, repositories, deletions or drift.
CREATE INDEX "users_created_at_id_idx" ON "users" ("created_at" DESC, "id" DESC);
CREATE INDEX "users_admins" ON "users" ("id") WHERE "admin";
CREATE INDEX "users_robots" ON "users" ("id") WHERE "robot";
CREATE INDEX "teams_listed" ON "teams" ("created_at" DESC, "id" DESC) WHERE NOT "hidden";
CREATE INDEX "teams_named" ON "teams" ("name") WHERE NOT "hidden";
CREATE INDEX "namespaces_visibility_idx" ON "namespaces" ("visibility");
CREATE INDEX "repositories_private" ON "repositories" ("namespace_id") WHERE "visibility" = 'private';
CREATE INDEX "deletion_plans_team_id_idx" ON "deletion_plans" ("team_id");
CREATE INDEX "deletion_plans_repository_id_idx" ON "deletion_plans" ("repository_id");
CREATE INDEX "drifts_kind_repository_tag_idx" ON "drifts" ("kind", "repository", "tag");
