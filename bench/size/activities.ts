import type pg from "pg";
import { findHead, linkOf, noLink, sealPending, writeHead } from "../../src/history/chain.ts";
import { macOf } from "../../src/history/record.ts";
import { db } from "../../src/platform/db/client.ts";

type SealedValues = Parameters<typeof macOf>[0];

const batch = 5_000;

interface Scene {
  repositories: { id: number; namespaceId: number; teamId: number; fullName: string }[];
  people: { id: number; username: string }[];
}

/** Adds entries to the audit log, each sealed and chained as Portus does it, a minute apart. */
export async function activities(client: pg.Client, count: number): Promise<void> {
  while ((await sealPending()) > 0);
  const head = await findHead(db);
  let position = head?.position ?? 0n;
  let link: Uint8Array = head?.link ?? noLink;
  const scene = await readScene(client);
  const [{ max }] = (await client.query("SELECT max(id)::int AS max FROM activities")).rows;

  for (let done = 0; done < count; done += batch) {
    const rows = [];
    for (let n = done; n < Math.min(done + batch, count); n++) {
      const entry = entryOf(n, count, scene);
      const id = BigInt(max + n + 1);
      const mac = macOf(entry);
      position += 1n;
      link = linkOf(link, { position, id, mac });
      rows.push({ ...entry, id, mac, position, link });
    }
    await insert(client, rows);
  }
  await client.query("SELECT setval('activities_id_seq', (SELECT max(id) FROM activities))");
  await writeHead(db, { position, link });
}

async function readScene(client: pg.Client): Promise<Scene> {
  const repositories = await client.query(`
    SELECT repositories.id, namespace_id AS "namespaceId", team_id AS "teamId", full_name AS "fullName"
    FROM repositories JOIN namespaces ON namespaces.id = namespace_id ORDER BY repositories.id`);
  const people = await client.query("SELECT id, username FROM users ORDER BY id");
  return { repositories: repositories.rows, people: people.rows };
}

const keys = [
  "repository.push",
  "repository.push",
  "repository.push",
  "repository.sync",
  "tag.delete",
];

function entryOf(n: number, count: number, { repositories, people }: Scene): SealedValues {
  const repository = repositories[n % repositories.length];
  const person = people[(n * 7) % people.length];
  const key = keys[Math.floor(n / repositories.length) % keys.length];
  if (!repository || !person || !key) throw new Error("There are no repositories or people.");
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(n);
  return {
    at: new Date(start - (count - n) * 60_000),
    key,
    actorId: person.id,
    actorName: person.username,
    credential: "registry",
    address: null,
    registryId: null,
    teamId: repository.teamId,
    namespaceId: repository.namespaceId,
    repositoryId: repository.id,
    subject: repository.fullName,
    details: key === "tag.delete" ? { tags: "v1.1" } : { tag: `v${n % 10}.${n % 7}` },
    nonce,
  };
}

const start = Date.now();

type Row = SealedValues & { id: bigint; mac: Uint8Array; position: bigint; link: Uint8Array };

const types = {
  id: "bigint",
  at: "timestamptz",
  key: "text",
  actorId: "int",
  actorName: "text",
  credential: "text",
  teamId: "int",
  namespaceId: "int",
  repositoryId: "int",
  subject: "text",
  details: "jsonb",
  nonce: "bytea",
  mac: "bytea",
  position: "bigint",
  link: "bytea",
} as const;

async function insert(client: pg.Client, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(types) as (keyof typeof types)[]; // its own keys
  const columns = names.map((name) => name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`));
  const values = names.map((_, at) => `$${at + 1}::${Object.values(types)[at]}[]`);
  await client.query(
    `INSERT INTO activities (${columns}) SELECT * FROM unnest(${values})`,
    names.map((name) => rows.map((row) => parameter(row[name]))),
  );
}

function parameter(value: unknown): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : value;
}
