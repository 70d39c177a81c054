import pg from "pg";
import { pool } from "../../src/platform/db/client.ts";

export interface Statement {
  text: string;
  values: unknown[];
}

/** The statements that this process sends to Postgres while `work` runs, without those that only control transactions. */
export async function statementsOf(work: () => Promise<void>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, second] = given;
    const { text = first, values = second } = Object(first);
    if (/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/i.test(String(text)))
      sent.push({ text: String(text), values: Array.isArray(values) ? values : [] });
    return Reflect.apply(query, this, given);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return sent;
}

export interface Cost {
  /** Rows that were read from tables and indexes, including those that a filter removed. */
  read: number;
  buffers: number;
  /** The tables that were read from start to end. */
  scanned: string[];
}

/** What a statement reads. Runs it once more and undoes it. */
export async function costOf({ text, values }: Statement): Promise<Cost> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const explain = `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`;
    const { rows } = await client.query(explain, values);
    const plan: Plan = rows[0]["QUERY PLAN"][0].Plan;
    const buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    const nodes = nodesOf(plan);
    const scanned = nodes.filter((it) => it["Node Type"] === "Seq Scan");
    return {
      read: Math.round(nodes.reduce((sum, node) => sum + readBy(node), 0)),
      buffers,
      scanned: scanned.flatMap((it) => it["Relation Name"] ?? []),
    };
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

/** The fields of a node that are used here. Numbers of rows are averages of its loops. */
interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function readBy(node: Plan): number {
  if (!node["Relation Name"] && !node["Index Name"]) return 0;
  const removed =
    (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return (node["Actual Rows"] + removed) * node["Actual Loops"];
}
