import { contracts } from "../../src/platform/db/newer-migrations.ts";

/**
 * What a migration does that a replica of the version before would not survive, as sentences. A migration whose first
 * line names the released version that stopped using what is taken away (`-- contracts: 0.2.0`) may do so.
 */
export function problemsOf(sql: string, released: readonly string[]): string[] {
  const version = contracts.exec(sql)?.[1];
  if (version && released.includes(version)) return [];
  if (version)
    return [`-- contracts names ${version}, which CHANGELOG.md does not list as released.`];

  const statements = statementsOf(sql);
  const added = additionsOf(statements);
  return statements.flatMap((statement) =>
    actionsOf(statement).flatMap((action) =>
      rules
        .filter(({ matches, unless }) => matches.test(action.text) && !unless?.(action, added))
        .map(({ why }) => `${action.text}: ${why}`),
    ),
  );
}

interface Action {
  table: string;
  text: string;
}

interface Additions {
  tables: Set<string>;
  columns: Set<string>; // "table.column", without a default: earlier versions leave them empty
  defaults: Set<string>; // of columns that the migration gives one
}

interface Rule {
  matches: RegExp;
  why: string;
  unless?(action: Action, added: Additions): boolean;
}

const onNewTable = ({ table }: Action, { tables }: Additions) => tables.has(table);

/** Earlier versions leave a new column empty, and NULL breaks no unique index, check or reference. */
const onNewColumn = (action: Action, added: Additions) =>
  onNewTable(action, added) ||
  wordsOf(action.text).some((word) => added.columns.has(`${action.table}.${word}`));

const rules: Rule[] = [
  {
    matches: /\bDROP (TABLE|COLUMN|VIEW|MATERIALIZED VIEW|TYPE|SEQUENCE|SCHEMA)\b/i,
    why: "the version before still uses it.",
  },
  {
    matches: /^(?!ALTER (INDEX|TRIGGER)\b).*\bRENAME (?!CONSTRAINT\b)/i,
    why: "the version before still uses the former name.",
  },
  {
    matches: /\bALTER (COLUMN )?\S+ (SET DATA )?TYPE\b/i,
    why: "the version before reads and writes the former type.",
    unless: onNewTable,
  },
  {
    matches: /\bSET NOT NULL\b/i,
    why: "the version before may leave it empty. Give the column a default first.",
    unless: (action, added) =>
      onNewTable(action, added) ||
      wordsOf(action.text).some((word) => added.defaults.has(`${action.table}.${word}`)),
  },
  {
    matches: /\bDROP DEFAULT\b/i,
    why: "the version before may rely on it.",
    unless: onNewTable,
  },
  {
    matches: /\bADD COLUMN\b(?!.*\b(DEFAULT|GENERATED|(SMALL|BIG)?SERIAL)\b).*\bNOT NULL\b/i,
    why: "the version before does not fill it. Give it a default.",
    unless: onNewTable,
  },
  {
    matches:
      /\bCREATE UNIQUE INDEX\b|\bADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY|CHECK|FOREIGN KEY|EXCLUDE)\b/i,
    why: "the version before may write rows that it refuses.",
    unless: onNewColumn,
  },
];

/** Statements on one line each, without comments, texts and the bodies of functions. */
function statementsOf(sql: string): string[] {
  const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|\$(\w*)\$([\s\S]*?)\$\1\$|[\s\S]/g;
  let plain = "";
  for (const [token, , body] of sql.matchAll(tokens)) {
    const runsNow = body !== undefined && /\bDO\s*$/i.test(plain);
    if (runsNow) plain += `;${statementsOf(body).join(";")}`;
    else if (/^(--|\/\*)/.test(token)) plain += " ";
    else plain += token.length > 1 ? "''" : token;
  }
  const lines = plain.split(";").map((line) => line.replace(/["\s]+/g, " ").trim());
  return lines.map((line) => line.replace(/\bpublic ?\. ?/g, "")).filter(Boolean);
}

/** The parts of an ALTER TABLE, each with its table; another statement is one action. */
function actionsOf(statement: string): Action[] {
  const index = /\bINDEX\b.* ON (?:ONLY )?(\w+)/i.exec(statement);
  if (index) return [{ table: index[1] ?? "", text: statement }];
  const altered = /\bALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\w+)/i.exec(statement);
  if (!altered) return [{ table: "", text: statement }];
  return statement
    .split(/,\s*(?=(?:ADD|DROP|ALTER|RENAME|VALIDATE)\b)/i)
    .map((text) => ({ table: altered[1] ?? "", text }));
}

function additionsOf(statements: string[]): Additions {
  const added: Additions = { tables: new Set(), columns: new Set(), defaults: new Set() };
  for (const statement of statements) {
    const table = /\bCREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)/i.exec(statement)?.[1];
    if (table) added.tables.add(table);
    for (const action of actionsOf(statement)) {
      const column = /\bADD COLUMN (?:IF NOT EXISTS )?(\w+)(?!.*\bDEFAULT\b)/i.exec(action.text);
      if (column) added.columns.add(`${action.table}.${column[1]}`);
      const filled = /\bALTER (?:COLUMN )?(\w+) SET DEFAULT\b/i.exec(action.text);
      if (filled) added.defaults.add(`${action.table}.${filled[1]}`);
    }
  }
  return added;
}

const wordsOf = (text: string) => text.match(/\w+/g) ?? [];
