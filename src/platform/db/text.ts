/** Postgres cannot store NUL in text: https://www.postgresql.org/docs/current/datatype-character.html */
export const hasNul = (text: string): boolean => text.includes("\0");

export const withoutNul = (text: string): string => text.replaceAll("\0", "");

/** Text that Postgres can store: NUL and lone surrogates are replaced. */
export function storableText(text: string): string {
  if (!/[\0\ud800-\udfff]/.test(text)) return text; // most texts
  return text.replace(/\0|[\ud800-\udfff]/gu, "\ufffd");
}

/** JSON text that a jsonb column can store: the same characters are replaced, in their escaped form. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes("\\")) return json;
  return json.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (whole, what: string) =>
    what.length > 1 ? "\\ufffd" : whole,
  );
}

const pieceLength = 2_000; // entries

/** A list as several JSON texts, which the database can take one after another. */
export function storablePieces(entries: readonly unknown[]): string[] {
  const pieces = Math.ceil(entries.length / pieceLength);
  return Array.from({ length: pieces }, (_, at) =>
    storableJson(entries.slice(at * pieceLength, (at + 1) * pieceLength)),
  );
}

/** How deep arrays and objects are nested, up to `limit`: deep nesting overflows the stack of JSON parsers. */
export function depthOf(value: unknown, limit: number): number {
  if (typeof value !== "object" || value === null || limit === 0) return 0;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, limit - 1));
  return deepest + 1;
}

/** Escapes LIKE's wildcards, for the text filters of Prisma as well as for SQL. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
