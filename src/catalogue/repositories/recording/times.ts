/** Times as texts in UTC to the microsecond, such as 2026-01-01T12:00:00.000001Z. They sort as text. */

/** As date_trunc('milliseconds', …) does. */
export const truncated = (time: string): string => `${time.slice(0, 23)}000Z`;

/** As a column with a precision of milliseconds does: Postgres rounds. */
export function rounded(time: string): string {
  if (time.slice(23, 26) < "500") return truncated(time);
  return fromDate(new Date(Date.parse(truncated(time)) + 1));
}

const fromDate = (date: Date): string => date.toISOString().replace("Z", "000Z");

export const latest = (one: string, two: string): string => (one >= two ? one : two);

/** A time of the registry, which may have fewer digits, as such a text. */
export function canonical(time: string): string {
  const [, seconds = "", fraction = ""] = /^(.{19})(?:\.(\d+))?Z$/.exec(time) ?? [];
  return seconds ? `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z` : fromDate(new Date(time));
}
