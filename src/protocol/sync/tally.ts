/** What a run has gone through so far; the columns of its row. */
export interface Counts {
  listed: number;
  repositories: number;
  tags: number;
  added: number;
  moved: number;
  missing: number;
  removed: number;
  unreadable: number;
}

export function sumOf(all: readonly Partial<Counts>[]): Counts {
  const sum = (name: keyof Counts) => all.reduce((total, one) => total + (one[name] ?? 0), 0);
  return {
    listed: sum("listed"),
    repositories: sum("repositories"),
    tags: sum("tags"),
    added: sum("added"),
    moved: sum("moved"),
    missing: sum("missing"),
    removed: sum("removed"),
    unreadable: sum("unreadable"),
  };
}
