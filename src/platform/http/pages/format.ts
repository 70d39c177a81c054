/** How pages write times, numbers, sizes, digests and untrusted text. */
export const formats = {
  isoTime: (at: Date) => at.toISOString(),
  timeAgo,
  dayInWords: (at: Date) => dayInWords.format(at),
  number: (n: number | bigint) => n.toLocaleString("en-US"),
  bytes,
  shortDigest: (digest: string) => digest.replace(/^([^:]+:.{12}).*$/, "$1"),
  visible,
};

const dayInWords = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

const steps = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** Past times are rounded down, future times to the nearest unit: "in 7 days" stays true for half a day. */
function timeAgo(at: Date): string {
  const seconds = Math.round((Date.now() - at.getTime()) / 1000);
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  if (!step) return seconds < 0 ? "in a moment" : "just now";
  const [unit, size] = step;
  const count = seconds < 0 ? Math.round(-seconds / size) : -Math.trunc(seconds / size);
  return relative.format(count, unit);
}

/** Formats bytes in decimal units, as registries and drives do. */
function bytes(size: number | bigint): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = Math.abs(Number(size));
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1);
  return `${size < 0 ? "−" : ""}${digits} ${units[unit]}`;
}

/** Spells out characters that hide or reorder text, such as `evil[U+202E]txt.exe`. */
function visible(text: string): string {
  return text.replace(
    /(?![\t\n]|\r\n)[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
    (it) => `[U+${(it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}
