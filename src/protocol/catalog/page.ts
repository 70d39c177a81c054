import { RegistryApiError } from "../answers.ts";

// Pages of the registry's lists: `n` names after `last`, and a `Link` to the next page (OCI distribution spec).

/** The error if `n` is not a valid number of names, as Distribution 3 answers it. */
export function badPageSize(n: string | number): RegistryApiError {
  const message = "invalid number of results requested";
  return new RegistryApiError(400, { code: "PAGINATION_NUMBER_INVALID", message, detail: { n } });
}

export interface CatalogPage {
  n: number | null; // null: not given
  last: string;
}

const maxNameLength = 255;

/** Reads `n` and `last` as Go does: the first of several counts, and the number may have a sign. */
export function readPage(url: string): CatalogPage {
  const query = new URL(url, "http://registry").searchParams;
  const n = query.get("n") ?? "";
  const last = (query.get("last") ?? "").slice(0, maxNameLength + 1);
  return { n: n === "" ? null : sizeIn(n), last: last.split("\0")[0] ?? "" };
}

function sizeIn(text: string): number {
  const size = /^[+-]?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(size) || size < 0) throw badPageSize(text.slice(0, maxNameLength));
  return size;
}

/** The value of `Link` for the page after `last`; relative, so that it works behind a proxy. */
export function linkToNext(path: string, page: { last: string; n: number }): string {
  return `<${path}?${new URLSearchParams({ last: page.last, n: `${page.n}` })}>; rel="next"`;
}
