export type Id = { id: number };
export type LongId = { id: number | bigint };
export type Query = Record<string, string | number | undefined>;

/** A path with a query string, without empty values. */
export function query(path: string, params: Query): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}
