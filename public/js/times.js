const steps = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const zone = `portus-zone=${encodeURIComponent(timeZone ?? "UTC")}`;

/** The server writes dates and days in this zone from the next page on. */
if (!document.cookie.split("; ").includes(zone))
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not work over plain http
  document.cookie = `${zone}; path=/; max-age=31536000; samesite=lax`;

setInterval(refresh, 60_000);
document.addEventListener("visibilitychange", refresh);

/** Updates relative times such as "3 minutes ago" on an open page, in the same words as the server. */
function refresh() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-ago]"))
    time.textContent = timeAgo(Date.parse(time.dateTime));
}

function timeAgo(at) {
  const seconds = Math.round((Date.now() - at) / 1000);
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  if (!step) return seconds < 0 ? "in a moment" : "just now";
  const [unit, size] = step;
  const count = seconds < 0 ? Math.round(-seconds / size) : -Math.trunc(seconds / size);
  return relative.format(count, unit);
}
