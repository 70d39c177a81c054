-- Layers by the beginning of their digest, as manifests_digest: each blob once, however many images contain it.
CREATE INDEX "registry_blobs_digest" ON "registry_blobs" ((left(split_part("digest", ':', 2), 16)) COLLATE "C");
