/** What was found out a moment ago, so that it need not be found out again: bounded, short-lived, and forgettable. */
export interface Memory<T> {
  recall(key: string): T | undefined;
  remember(key: string, value: T, until: number): void;
  forget(): void;
  /** Changes with each forgetting: what was begun before must not be remembered after. */
  readonly age: number;
}

export function createMemory<T>(most: number): Memory<T> {
  const entries = new Map<string, { value: T; until: number }>();
  let age = 0;
  return {
    get age() {
      return age;
    },
    recall(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (entry.until > Date.now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    remember(key, value, until) {
      const oldest = entries.size >= most ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(key, { value, until });
    },
    forget() {
      entries.clear();
      age += 1;
    },
  };
}
