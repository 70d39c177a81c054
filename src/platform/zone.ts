import { createCache } from "./cache.ts";

/** Writes times in one time zone. */
export interface Zone {
  /** Such as "Sunday 29 November 2026". */
  day: (at: Date) => string;
  /** Such as "29 November 2026, 22:05 UTC". */
  exact: (at: Date) => string;
  /** A day of the coming week, such as "tomorrow" or "Friday"; today with the hour, a later day as a date. */
  ahead: (at: Date, now?: Date) => string;
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
    ahead: aheadIn(timeZone),
  };
}

function aheadIn(timeZone: string): Zone["ahead"] {
  const number = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone }); // 2026-11-29
  const hour = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;
  const time = new Intl.DateTimeFormat("en-GB", { ...hour, timeZone });
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone });
  const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone });
  const dayOf = (at: Date) => Date.parse(number.format(at)) / 86_400_000;
  return (at, now = new Date()) => {
    const days = dayOf(at) - dayOf(now);
    if (days === 0) return `today, ${time.format(at)}`;
    if (days === 1) return "tomorrow";
    return (days > 1 && days < 7 ? weekday : date).format(at);
  };
}
