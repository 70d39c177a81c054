-- Retention rules name tags by patterns. Those that are stored keep their regular expressions.
ALTER TABLE "retention_rules"
  ADD COLUMN "matching_patterns" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "protecting_patterns" TEXT[] NOT NULL DEFAULT '{}';
