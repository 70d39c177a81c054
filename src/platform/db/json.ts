/** Text as Postgres can hold it: it refuses NUL, and halves of surrogate pairs. */
export function storableText(text: string): string {
  return text.replace(/\0|[\ud800-\udfff]/gu, "\ufffd");
}

/** JSON text as jsonb can hold it. The same characters, escaped as JSON.stringify escapes them. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g,
    (whole, what: string) => (what.length > 1 ? "\\ufffd" : whole),
  );
}

/** How deep arrays and objects are nested; Postgres's parser, and ours, have a stack to lose. */
export function depthOf(value: unknown, limit: number): number {
  if (typeof value !== "object" || value === null || limit === 0) return 0;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, limit - 1));
  return deepest + 1;
}
