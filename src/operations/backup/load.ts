import { once } from "node:events";
import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Entry, Sequences } from "./archive/entries.ts";
import { damaged } from "./archive/unusable.ts";
import { plainText, quoted, target } from "./dump.ts";
import { createSchema, withoutChecks } from "./schema.ts";

/**
 * Writes the entries of a backup in the transaction of `client`. `onTable` is called before each table. Tables that
 * Portus does not have are left out; it returns their names.
 */
export async function load(
  client: pg.Client,
  entries: AsyncIterable<Entry>,
  onTable: (name: string) => void,
): Promise<string[]> {
  await plainText(client);
  const each = entries[Symbol.asyncIterator]();
  const first = await each.next();
  if (first.done || first.value.kind !== "manifest") throw damaged("it has no manifest");
  const tables = await createSchema(client, first.value.migrations);
  const rest = { [Symbol.asyncIterator]: () => each };
  const leftOut: string[] = [];
  await withoutChecks(client, tables, () => loadRows(client, { rest, tables, onTable, leftOut }));
  return leftOut;
}

interface Rows {
  rest: AsyncIterable<Entry>;
  tables: ReadonlySet<string>;
  leftOut: string[];
  onTable: (name: string) => void;
}

async function loadRows(client: pg.Client, { rest, tables, onTable, leftOut }: Rows) {
  let copy: ReturnType<typeof copyFrom> | null = null;
  for await (const entry of rest) {
    if (entry.kind === "table") {
      onTable(entry.name);
      copy = tables.has(entry.name) ? client.query(copyInto(entry)) : null;
      if (!copy) leftOut.push(entry.name);
    }
    if (entry.kind === "rows" && copy && !copy.write(entry.bytes)) await once(copy, "drain");
    if (entry.kind === "table end" && copy) await finished(copy.end());
    if (entry.kind === "end") await setSequences(client, entry.sequences);
  }
}

const copyInto = ({ name, columns }: { name: string; columns: readonly string[] }) =>
  copyFrom(`COPY ${target(name, columns)} FROM STDIN`);

async function setSequences(client: pg.Client, sequences: Sequences): Promise<void> {
  for (const { name, value, isCalled } of sequences)
    await client.query(
      "SELECT setval(sequence, $2, $3) FROM to_regclass($1) AS sequence WHERE sequence IS NOT NULL",
      [quoted(name), value, isCalled],
    );
}
