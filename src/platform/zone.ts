import { createCache } from "./cache.ts";

/** Writes times in one time zone. */
export interface Zone {
  /** Such as "Sunday 29 November 2026". */
  day: (at: Date) => string;
  /** Such as "29 November 2026, 22:05 UTC". */
  exact: (at: Date) => string;
}

const zones = createCache<Zone>(100);
const cookie = /(?:^|;\s*)portus-zone=([\w+%/-]{1,80})(?:;|$)/;

export const utc = createZone("UTC");

/** The zone of a visitor's browser, which public/js/times.js writes to a cookie; UTC if there is none. */
export function zoneIn(cookies: string): Zone {
  const name = cookie.exec(cookies)?.[1]?.replaceAll("%2F", "/");
  if (!name) return utc;
  const known = zones.get(name) ?? createIfValid(name);
  zones.set(name, known, Number.POSITIVE_INFINITY);
  return known;
}

function createIfValid(name: string): Zone {
  try {
    return createZone(name);
  } catch {
    return utc;
  }
}

function createZone(timeZone: string): Zone {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone });
  const exact = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  });
  return {
    day: (at) => day.format(at).replace(",", ""),
    exact: (at) => exact.format(at).replace(" at ", ", "),
  };
}
