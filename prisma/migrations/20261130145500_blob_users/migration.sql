-- The other users of a blob are found in the index alone, without reading their rows.
CREATE INDEX "repository_blobs_digest_repository_id_idx" ON "repository_blobs"("digest", "repository_id");
DROP INDEX "repository_blobs_digest_idx";
