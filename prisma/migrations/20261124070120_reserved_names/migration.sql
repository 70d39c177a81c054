-- CreateTable
CREATE TABLE "namespace_reservations" (
    "registry_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "namespace_reservations_pkey" PRIMARY KEY ("registry_id","name")
);

-- CreateIndex
CREATE INDEX "namespace_reservations_until_idx" ON "namespace_reservations"("until");

-- CreateIndex
CREATE INDEX "namespaces_created_at_id_idx" ON "namespaces"("created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "namespace_reservations" ADD CONSTRAINT "namespace_reservations_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "registries"("id") ON DELETE CASCADE ON UPDATE CASCADE;
