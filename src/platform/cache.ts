/** A bounded cache in this process. Each entry has its own expiry (ms since the epoch); all are cleared together. */
export interface Cache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, until: number): void;
  clear(): void;
  /** The cached answer, or the query's, cached for `ms` unless the cache was cleared while the query ran. */
  fetch(key: string, ms: number, query: () => Promise<T>): Promise<T>;
  /** Changes when the cache is cleared: an answer that was computed before must not be stored after. */
  readonly generation: number;
}

export function createCache<T>(maxEntries: number): Cache<T> {
  const entries = new Map<string, { value: T; until: number }>();
  let generation = 0;
  const cache: Cache<T> = {
    get generation() {
      return generation;
    },
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (entry.until > Date.now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, until) {
      const oldest = entries.size >= maxEntries ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(key, { value, until });
    },
    clear() {
      entries.clear();
      generation += 1;
    },
    async fetch(key, ms, query) {
      const cached = cache.get(key);
      if (cached !== undefined) return cached;
      const before = generation;
      const value = await query();
      if (generation === before) cache.set(key, value, Date.now() + ms);
      return value;
    },
  };
  return cache;
}
