import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { matchPassword } from "../../../src/identity/sign-in/passwords.ts";
import { tablesIn } from "../../../src/operations/import/portus/dump.ts";
import { readPortusDump } from "../../../src/operations/import/portus/plan.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { useDatabase } from "../../support/database.ts";
import { fileOf, imported, outcomes, rowCounts } from "./imports.ts";

await useDatabase();
await ensureRegistry(config);

// Tables after the schema of SUSE Portus 2.5, dumped by mariadb-dump 10.11 and by pg_dump 15.
const dumps = ["mariadb", "postgres"].map((of) => `test/operations/import/portus-${of}.sql`);
const [mariadb = "", postgres = ""] = dumps;

test("the dumps of MariaDB and of Postgres say the same", () => {
  const [first, second] = dumps.map((file) => {
    const { people, source: _, ...plan } = readPortusDump(file);
    return {
      ...plan,
      people: people.map(({ passwordHash, ...one }) => ({
        ...one,
        has: passwordHash?.slice(0, 7),
      })),
    };
  });

  assert.deepEqual(first, second);
  assert.deepEqual(
    first?.people.map(({ name, email, displayName, has }) => [name, email, displayName, has]),
    [
      ["boss", "boss@example.org", 'The "Boss"', "$2a$10$"],
      ["mara", "mara@example.org", "Mara O'Neil", "$2a$10$"],
      ["Jonas", null, null, "$2a$10$"],
      ["ldapper", null, null, undefined],
    ],
  );
  assert.deepEqual(first?.teams, [
    {
      name: "web; team",
      description: "Line one\nINSERT INTO `users` VALUES (99,'evil');\nIt's \\ \"quoted\"\ttab",
      members: [
        { person: "mara", role: "owner" },
        { person: "Jonas", role: "contributor" },
        { person: "ldapper", role: "viewer" },
      ],
    },
    {
      name: "readers",
      description: "",
      members: [
        { person: "Jonas", role: "viewer" },
        { person: "boss", role: "owner" },
      ],
    },
  ]);
  assert.deepEqual(first?.namespaces, [
    { name: "shop", team: "web; team", visibility: "protected", description: "The *shop*" },
    { name: "books", team: "readers", visibility: "public", description: "" },
  ]);
  assert.deepEqual(
    first?.withoutEqual.map(({ what, why }) => `${what}: ${why.split(/[.,]/)[0]}`),
    [
      "gone: disabled",
      "ci: a bot",
      "boss: an admin there",
      "application token laptop of mara: only its hash is there",
      "namespace mara: a personal namespace that was not private",
      "namespace orphan: it belongs to no team",
    ],
  );
});

test("people, teams and namespaces of SUSE Portus come over, once, with their passwords", async () => {
  const before = await rowCounts();
  await imported(readPortusDump(mariadb), { "dry-run": true });
  assert.deepEqual(await rowCounts(), before);

  const report = await imported(readPortusDump(mariadb));
  assert.deepEqual(report.totals, { create: 13, exists: 0, differs: 0, refused: 0 });
  assert.equal(outcomes(report)["member jonas in web; team"], "create");
  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { username: "mara" } });
  assert.equal(await matchPassword("mara-granite-4", passwordHash), "outdated");
  assert.equal(await db.user.count({ where: { admin: true } }), 0);
  const shop = await db.namespace.findFirstOrThrow({ where: { name: "shop" } });
  assert.deepEqual([shop.visibility, shop.description], ["protected", "The *shop*"]);

  const second = await imported(readPortusDump(mariadb));
  assert.equal(second.totals.exists, 13);
});

const insert = (values: string) =>
  "CREATE TABLE `users` (\n  `id` int(11) NOT NULL,\n  `username` varchar(255),\n  PRIMARY KEY (`id`)\n);\n" +
  `INSERT INTO \`users\` VALUES ${values}\n`;

test("an INSERT of mysqldump may have all rows on one line, and the names of columns", () => {
  const line = insert("(1,'a''b\\\\'),(2,NULL);");
  const named = "INSERT INTO `users` (`username`, `id`) VALUES ('x',7);\n";

  const rows = tablesIn(line + named, ["users"]).get("users") ?? [];

  assert.deepEqual(
    rows.map((row) => [row.get("id"), row.get("username")]),
    [
      ["1", "a'b\\"],
      ["2", null],
      ["7", "x"],
    ],
  );
});

const hostile: [what: string, text: string, reason: RegExp][] = [
  ["no dump", "hello", /has no table users, teams, team_users, namespaces/],
  ["too few values", insert("(1);"), /1 values for 2 columns/],
  ["a statement that does not end", insert("(1,'a'),"), /ends within an INSERT/],
  ["a text that does not end", insert("(1,'a"), /no value of MariaDB/],
  ["a function as a value", insert("(1,load_file('/etc/passwd'));"), /values for 2 columns/],
  [
    "too many rows",
    insert(`${"(1,'a'),".repeat(100_001)}(1,'a');`),
    /more than 100000 rows of users/,
  ],
  [
    "half of a dump of Postgres",
    readFileSync(postgres, "utf8").split("\n").slice(0, 429).join("\n"),
    /ends within a COPY/,
  ],
];

for (const [what, text, reason] of hostile)
  test(`SUSE Portus: ${what} is refused`, () => {
    assert.throws(() => readPortusDump(fileOf("dump.sql", text)), reason);
  });

test("a text of a megabyte with quotes and backslashes is read", () => {
  const rows = tablesIn(insert(`(1,'${"\\'''".repeat(300_000)}');`), ["users"]).get("users") ?? [];

  assert.equal(rows[0]?.get("username")?.length, 600_000);
});
