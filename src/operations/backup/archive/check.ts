import { createHash } from "node:crypto";
import type { Entry, Manifest } from "./entries.ts";
import { damaged } from "./unusable.ts";

/** What a backup contains, found while it was read or written. */
export interface Contents {
  manifest: Manifest | null;
  tables: Map<string, Sum>;
}

interface Sum {
  rows: number;
  sha256: string;
}

export const noContents = (): Contents => ({ manifest: null, tables: new Map() });

/** Counts the rows of one table, and makes their digest. COPY writes a line break only at the end of a row. */
export function tableSum() {
  const hash = createHash("sha256");
  let rows = 0;
  return {
    add(bytes: Buffer): void {
      hash.update(bytes);
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) rows += 1;
    },
    end: () => ({ rows, sha256: hash.digest("hex") }),
  };
}

/** Passes entries on and notes them in `contents`. Throws if they are in another order, or rows are not those that were counted. */
export async function* checked(
  entries: AsyncIterable<Entry>,
  contents: Contents,
): AsyncGenerator<Entry> {
  let table: { name: string; sum: ReturnType<typeof tableSum> } | null = null;
  let isAtEnd = false;
  for await (const entry of entries) {
    if (isAtEnd || (contents.manifest === null) !== (entry.kind === "manifest")) throw disorder();
    if ((table !== null) !== ["rows", "table end"].includes(entry.kind)) throw disorder();
    if (entry.kind === "manifest") contents.manifest = entry;
    if (entry.kind === "table") table = { name: entry.name, sum: tableSum() };
    if (entry.kind === "rows") table?.sum.add(entry.bytes);
    if (entry.kind === "table end" && table) {
      contents.tables.set(table.name, sameSum(table.name, table.sum.end(), entry));
      table = null;
    }
    isAtEnd = entry.kind === "end";
    yield entry;
  }
  if (!isAtEnd) throw damaged("its content has no end");
}

function sameSum(name: string, found: Sum, noted: Sum) {
  if (found.rows === noted.rows && found.sha256 === noted.sha256) return found;
  throw damaged(`the table ${name} has other rows than were written`);
}

const disorder = () => damaged("its entries are not in order");
