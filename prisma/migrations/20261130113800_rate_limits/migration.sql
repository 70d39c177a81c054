-- Networks from which accounts signed in, and counts of attempts, which were in the memory of each replica.
CREATE TABLE "known_networks" (
    "user_id" INTEGER NOT NULL,
    "network" TEXT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_networks_pkey" PRIMARY KEY ("user_id","network")
);
CREATE INDEX "known_networks_last_at_idx" ON "known_networks"("last_at");
ALTER TABLE "known_networks" ADD CONSTRAINT "known_networks_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "rate_counts" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_counts_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "rate_counts_ends_at_idx" ON "rate_counts"("ends_at");
