-- Whether the events of each registry arrive, and which repositories they are expected from: docs/decisions/096-missing-events.md
ALTER TYPE "SyncCause" ADD VALUE 'gap';

CREATE TABLE "event_flows" (
  "registry_id" INTEGER NOT NULL,
  "last_at" TIMESTAMPTZ(3),
  "echoed_at" TIMESTAMPTZ(3),
  "silent_since" TIMESTAMPTZ(3),
  "unheard" INTEGER NOT NULL DEFAULT 0,
  "grants" INTEGER NOT NULL DEFAULT 0,
  "watch_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "error" TEXT,
  CONSTRAINT "event_flows_pkey" PRIMARY KEY ("registry_id"),
  CONSTRAINT "event_flows_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "registry_instances" (
  "registry_id" INTEGER NOT NULL,
  "instance_id" TEXT NOT NULL,
  "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "registry_instances_pkey" PRIMARY KEY ("registry_id", "instance_id"),
  CONSTRAINT "registry_instances_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "registry_instances_last_at_idx" ON "registry_instances" ("last_at");

CREATE TABLE "expected_events" (
  "registry_id" INTEGER NOT NULL,
  "repository" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  "check_after" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "expected_events_pkey" PRIMARY KEY ("registry_id", "repository"),
  CONSTRAINT "expected_events_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "expected_events_registry_id_check_after_idx" ON "expected_events" ("registry_id", "check_after");
