-- What the doctor found when an admin last asked. Its page shows it, also while it runs and in every replica.
CREATE TABLE "doctor_runs" (
    "id" SERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "requested_by" TEXT NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "checks" JSON NOT NULL DEFAULT '[]',

    CONSTRAINT "doctor_runs_pkey" PRIMARY KEY ("id")
);
