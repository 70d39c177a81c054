-- Images by when they were used last, the longest unused first. Each flush of pulls moves their rows in it, once per image.
CREATE INDEX "manifests_last_use" ON "manifests" (GREATEST("pushed_at", "pulled_at"), "id");
