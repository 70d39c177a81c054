import { readFileSync, writeFileSync } from "node:fs";
import { columns } from "../support/clients/matrix.ts";

// Writes the matrix of docs/clients.md from the cells that tests report. Run `CLIENTS_REPORT=FILE bin/test clients`
// once for each registry, then `node --import tsx test/clients/write-matrix.ts FILE`.

interface Cell {
  registry: string;
  client: string;
  version: string;
  column: string;
  outcome: string;
}

const page = "docs/clients.md";
const [, , file = ""] = process.argv;
const cells = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line): Cell => JSON.parse(line));
const registries = [...new Set(cells.map(({ registry }) => registry))].sort((one, other) =>
  short(one).localeCompare(short(other)),
);
const notes: string[] = [];

/** A cell of the page: the registries with which it worked, or the number of the note that says why it was not run. */
function shown(client: string, column: string): string {
  const runs = cells.filter((it) => it.client === client && it.column === column);
  const marks = registries.map((registry) => {
    const outcome = runs.findLast((it) => it.registry === registry)?.outcome ?? "not run";
    return outcome === "works" ? "✓" : outcome.replace(/: .* has no/, ": the client has no");
  });
  const [first = ""] = marks;
  if (marks.some((mark) => mark !== first)) return marks.map(noted).join(" / ");
  return noted(first);
}

function noted(outcome: string): string {
  if (outcome === "✓") return outcome;
  if (!notes.includes(outcome)) notes.push(outcome);
  return `[${notes.indexOf(outcome) + 1}]`;
}

const names = [...new Set(cells.map(({ client }) => client))];
const rows = names.map((client) => {
  const version = cells.findLast((it) => it.client === client && it.version)?.version ?? "";
  return [client, version, ...columns.map((column) => shown(client, column))];
});
const head = ["client", "version", ...columns];
const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
const legend = notes.map((note, at) => `[${at + 1}] ${note}.  `);
const where = `Run at ${registries.map(short).join(" and at ")}; ✓ worked at each.`;

const text = readFileSync(page, "utf8");
const [before = ""] = text.split("<!-- matrix -->");
const [, after = ""] = text.split("<!-- /matrix -->");
const section = [where, "", ...table, "", ...legend].join("\n");
writeFileSync(page, `${before}<!-- matrix -->\n${section}\n<!-- /matrix -->${after}`);

/** `Distribution 2.8.2` from the registry's description. */
function short(described: string): string {
  return `Distribution ${/v?(\d+\.\d+\.\d+)\S*$/.exec(described)?.[1] ?? described}`;
}
