import { cannotRead } from "../../../platform/bounded-file.ts";

// Dumps are read line by line: a line has a row of a COPY of pg_dump, or rows of an INSERT of mysqldump. Both write line
// breaks within values as escapes, so that no value can begin a statement.

export type Row = ReadonlyMap<string, string | null>; // by column

const maxRows = 100_000; // of one table

interface Reader {
  lines: Generator<string>;
  wanted: ReadonlySet<string>;
  columns: Map<string, string[]>; // of the tables that the dump creates
  tables: Map<string, Row[]>;
}

/** The rows of the wanted tables in a dump of MariaDB, MySQL or Postgres, by table. Those that it does not have are left out. */
export function tablesIn(
  dump: string,
  wanted: readonly string[],
): ReadonlyMap<string, readonly Row[]> {
  const reader: Reader = {
    lines: linesOf(dump),
    wanted: new Set(wanted),
    columns: new Map(),
    tables: new Map(),
  };
  for (let next = reader.lines.next(); !next.done; next = reader.lines.next())
    readStatement(next.value, reader);
  return reader.tables;
}

function* linesOf(dump: string): Generator<string> {
  for (let start = 0; start < dump.length; ) {
    const end = dump.indexOf("\n", start);
    const stop = end < 0 ? dump.length : end;
    yield dump.slice(start, dump[stop - 1] === "\r" ? stop - 1 : stop);
    start = stop + 1;
  }
}

function readStatement(line: string, reader: Reader): void {
  const start = line.slice(0, 2_000);
  const created = /^CREATE TABLE `(\w+)` \($/.exec(start)?.[1];
  if (created) readColumns(created, reader);
  const [, copied, names = ""] =
    /^COPY (?:\w+\.)?(\w+) \(([\w", ]+)\) FROM stdin;$/.exec(start) ?? [];
  if (copied) readCopy(copied, listed(names), reader);
  const [head, table, given] =
    /^INSERT INTO `(\w+)` (?:\(([\w`, ]+)\) )?VALUES ?/.exec(start) ?? [];
  if (!head || !table || !reader.wanted.has(table)) return;
  const columns = given ? listed(given) : (reader.columns.get(table) ?? []);
  readRows(line.slice(head.length), { table, columns }, reader);
}

const listed = (names: string) => names.replace(/["`]/g, "").split(", ");

function readColumns(table: string, { lines, columns, tables, wanted }: Reader): void {
  const found: string[] = [];
  for (;;) {
    const name = /^ {2}`(\w+)` /.exec(String(lines.next().value ?? "").slice(0, 200))?.[1];
    if (name === undefined) break;
    found.push(name);
  }
  columns.set(table, found);
  if (wanted.has(table)) tables.set(table, tables.get(table) ?? []);
}

function readCopy(table: string, columns: string[], reader: Reader): void {
  if (reader.wanted.has(table)) reader.tables.set(table, reader.tables.get(table) ?? []);
  for (;;) {
    const line = reader.lines.next().value;
    if (line === "\\.") return;
    if (typeof line !== "string")
      throw cannotRead(`The dump ends within a COPY of ${table}. Is it complete?`);
    if (reader.wanted.has(table))
      add(reader, { table, columns, values: line.split("\t").map(copiedValue) });
  }
}

/** The rows of an INSERT, which ends with a semicolon on this line or a later one. */
function readRows(first: string, of: { table: string; columns: string[] }, reader: Reader): void {
  for (let line: unknown = first; typeof line === "string"; line = reader.lines.next().value) {
    const { rows, ends } = valuesIn(line);
    for (const values of rows) add(reader, { ...of, values });
    if (ends) return;
  }
  throw cannotRead(`The dump ends within an INSERT of ${of.table}. Is it complete?`);
}

function add(
  { tables }: Reader,
  { table, columns, values }: { table: string; columns: string[]; values: (string | null)[] },
): void {
  const rows = tables.get(table) ?? [];
  if (rows.length >= maxRows)
    throw cannotRead(`The dump has more than ${maxRows} rows of ${table}.`);
  if (columns.length !== values.length)
    throw cannotRead(
      `The dump has rows of ${table} with ${values.length} values for ${columns.length} columns. Make it with the command in docs/moving-in.md.`,
    );
  rows.push(new Map(columns.map((column, at) => [column, values[at] ?? null])));
  tables.set(table, rows);
}

const copyEscapes: Record<string, string> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
};

const copiedValue = (value: string): string | null =>
  value === "\\N" ? null : value.replace(/\\(.)/g, (_, one: string) => copyEscapes[one] ?? one);

const insertEscapes: Record<string, string> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  0: "\0",
  Z: "\x1a",
};

const token = /'([^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*)'|[-\w.]+|[(),;]/y;

/** The rows on a line, and whether the statement ends there. */
function valuesIn(line: string): { rows: (string | null)[][]; ends: boolean } {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let read = 0;
  token.lastIndex = 0;
  for (let found = token.exec(line); found; found = token.exec(line)) {
    const [text, quoted] = found;
    read = token.lastIndex;
    if (text === ";") return { rows, ends: true };
    if (text === "(") row = [];
    else if (text === ")") rows.push(row);
    else if (text !== ",") row.push(valueIn(text, quoted));
  }
  if (read < line.length)
    throw cannotRead("The dump has an INSERT with something that is no value of MariaDB or MySQL.");
  return { rows, ends: false };
}

function valueIn(text: string, quoted: string | undefined): string | null {
  if (quoted === undefined) return text === "NULL" ? null : text;
  return quoted.replace(/\\(.)|''/gs, (_, one?: string) =>
    one === undefined ? "'" : (insertEscapes[one] ?? one),
  );
}
