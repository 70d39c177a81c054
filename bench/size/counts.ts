/** How many rows of each kind a database gets. */
export interface Counts {
  people: number;
  teams: number;
  repositories: number;
  tags: number;
  activities: number;
  events: number;
  deletions: number;
}

/** At factor 1, what a company of some thousand people has after years. */
const whole: Counts = {
  people: 5_000,
  teams: 500,
  repositories: 10_000,
  tags: 1_000_000,
  activities: 1_000_000,
  events: 100_000,
  deletions: 10_000,
};

/** However small the factor, a list fills its first page: pages are compared at equal length. */
const least: Counts = {
  people: 100,
  teams: 60,
  repositories: 4 * 60, // of which somebody without a team sees a third
  tags: 1_000,
  activities: 1_000,
  events: 100,
  deletions: 1_100, // of which the member sees a twentieth
};

/** Pulls are 11 a day, in the median, for each repository and each of 90 days: 10^7 at factor 1. */
export const pullDays = 90;

export const ownRepositories = 60; // of the member's namespace
export const ownTags = 100; // of each of them

/** One repository of the member's namespace has many tags. */
export const largeTags = (factor: number): number => Math.max(ownTags, Math.round(10_000 * factor));

export function countsAt(factor: number): Counts {
  const scaled = Object.entries(whole).map(([name, count]) => [
    name,
    Math.max(Math.round(count * factor), least[name as keyof Counts]), // its own keys
  ]);
  return Object.fromEntries(scaled) as Counts; // the same keys
}
