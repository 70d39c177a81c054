/** The manifests that were looked up and wait to be brought in: so many bytes of them and no more. */
export interface Held {
  room: number;
}

export const nothingHeld = (): Held => ({ room: 32 * 1024 * 1024 });

/** The bytes, or null if there is no room: their reader asks the registry for them once more. */
export function hold(held: Held, bytes: Buffer): Buffer | null {
  if (bytes.length > held.room) return null;
  held.room -= bytes.length;
  return bytes;
}

/** Forgets what has been brought in, or will not be. */
export function release(held: Held, news: { bytes: Buffer | null }[]): void {
  for (const { bytes } of news.splice(0)) held.room += bytes?.length ?? 0;
}
