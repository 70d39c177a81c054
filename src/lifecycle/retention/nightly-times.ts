import { nightlyHour } from "../times.ts";

/** When rules were last due. Rules saved since then wait for the next night. */
export function lastNight(now: Date): Date {
  const night = new Date(now);
  night.setUTCHours(nightlyHour, 0, 0, 0);
  if (night > now) night.setUTCDate(night.getUTCDate() - 1);
  return night;
}

export function nextNight(now: Date): Date {
  return new Date(lastNight(now).getTime() + 86_400_000);
}
