-- What the next night will delete, counted in the background: a page must not evaluate every tag.
CREATE TABLE "retention_forecasts" (
  "repository_id" INTEGER NOT NULL,
  "rule_id" INTEGER,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "tags" INTEGER NOT NULL,
  "untagged" INTEGER NOT NULL,
  "bytes" BIGINT,
  CONSTRAINT "retention_forecasts_pkey" PRIMARY KEY ("repository_id"),
  CONSTRAINT "retention_forecasts_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "retention_forecasts_deleting" ON "retention_forecasts" ("repository_id") WHERE "tags" + "untagged" > 0;
CREATE INDEX "retention_forecasts_rule_id_idx" ON "retention_forecasts" ("rule_id");
