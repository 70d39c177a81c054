/** Where to redirect after a form: the requested path if it is within Portus, otherwise the fallback. */
export function localPath(asked: unknown, otherwise = "/"): string {
  if (typeof asked !== "string" || !asked.startsWith("/")) return otherwise;
  const base = "http://portus.invalid";
  if (!URL.canParse(asked, base)) return otherwise;

  const url = new URL(asked, base); // resolves //host, /\host and control characters as browsers do
  const path = url.pathname + url.search + url.hash;
  return url.origin === base && !path.startsWith("//") ? path : otherwise;
}
