/** What the catalogue knew of an image before it was deleted. Times are in UTC, as Postgres writes them. */
export interface Restored {
  manifest: { pushedAt: string; pushedBy: string; pulledAt: string | null; pulls: number };
  /** Null if the catalogue did not have the tag, or the image is restored by its digest. */
  tag: RestoredTag | null;
}

export interface RestoredTag {
  pushedAt: string;
  pushedBy: string;
  authorName: string;
  authorId: number | null;
  createdAt: string;
}
