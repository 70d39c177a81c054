import { type ParsedUrlQuery, parse } from "node:querystring";
import { Invalid } from "../../errors.ts";

const maxParameters = 200;

/** Reads the query of a URL. One with too many parameters is refused, because a part of it could mean something else. */
export function parseQuery(query: string | null): ParsedUrlQuery {
  const separators = query?.split("&", maxParameters + 1) ?? [];
  if (separators.length > maxParameters)
    throw new Invalid({ form: `The address has more than ${maxParameters} parameters.` });
  return parse(query ?? "");
}
