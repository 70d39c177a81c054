import type { Route } from "../support/routes.ts";

export interface Row {
  route: Route;
  expected: Record<string, string>;
}

/** Reads a table of routes: a header with the columns, then a line for each route with its method, path and statuses. */
export function readTable(table: string): Row[] {
  const [head = "", ...lines] = table.split("\n").filter((line) => line.trim());
  const who = head.trim().split(/\s+/);
  return lines.map((line) => {
    const [method, path, ...codes] = line.trim().split(/\s+/);
    if (codes.length !== who.length) throw new Error(`A cell is missing: ${line}`);
    const expected = Object.fromEntries(who.map((name, at) => [name, codes[at] ?? ""]));
    return { route: `${method} ${path}` as Route, expected };
  });
}
