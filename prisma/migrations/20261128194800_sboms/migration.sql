-- Documents that list the packages of an image: fetched in the background, and what they list.
CREATE TABLE "sboms" (
    "id" SERIAL NOT NULL,
    "manifest_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "format" TEXT,
    "packages_count" INTEGER,
    "read_attempts" INTEGER NOT NULL DEFAULT 0,
    "read_after" TIMESTAMPTZ(3),
    "read_error" TEXT,
    CONSTRAINT "sboms_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "sbom_packages" (
    "sbom_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "purl" TEXT NOT NULL,
    "licenses" TEXT NOT NULL,
    CONSTRAINT "sbom_packages_pkey" PRIMARY KEY ("sbom_id","position")
);
CREATE UNIQUE INDEX "sboms_manifest_id_digest_key" ON "sboms"("manifest_id", "digest");
CREATE INDEX "sboms_read_after_idx" ON "sboms"("read_after");
ALTER TABLE "sboms" ADD CONSTRAINT "sboms_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifests"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "sbom_packages" ADD CONSTRAINT "sbom_packages_sbom_id_fkey" FOREIGN KEY ("sbom_id") REFERENCES "sboms"("id") ON DELETE CASCADE ON UPDATE CASCADE;
