const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
const hour = 3_600_000;
const oldest = Date.UTC(2013, 0); // before there was a registry

/**
 * The registry's time in UTC, to the microsecond, as text that sorts: Postgres keeps no finer one and Date not even that.
 * Nonsense, and a clock that runs far ahead (which would keep later pushes from counting), give the time of receipt.
 */
export function instant(text: string | undefined, received: Date): string {
  const [, day, time, fraction = "", zone = "Z"] = rfc3339.exec(text ?? "") ?? [];
  const at = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  const sane = at >= oldest && at <= received.getTime() + hour;
  if (!sane) return received.toISOString().replace("Z", "000Z");

  const micros = fraction.slice(0, 6).padEnd(6, "0");
  return `${new Date(at).toISOString().slice(0, 19)}.${micros}Z`;
}
