import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { importPlan } from "../../../src/operations/import/command-actions.ts";
import { readHtpasswd } from "../../../src/operations/import/htpasswd.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { signInWith, useApp } from "../../support/app.ts";
import { fileOf, imported, outcomes, person, reasonOf } from "./imports.ts";

const app = await useApp();
await ensureRegistry(config);

// Made by htpasswd 2.4.71 with -bB, -bB -C 10, -bB -C 14, -bm, -bs, -bd, -bp, -b2, -b5 and -bB -C 15.
const made = "test/operations/import/made-by-htpasswd.txt";

const storedHash = async (username: string) =>
  (await db.user.findUniqueOrThrow({ where: { username } })).passwordHash;

const tokenStatus = async (username: string, password: string) => {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const query = `service=${encodeURIComponent(config.registry.host)}&account=${username}`;
  return (await fetch(`${app.url}/v2/token?${query}`, { headers: { authorization } })).status;
};

test("people of htpasswd get in with their old passwords, whose hashes are then those of Portus", async () => {
  const report = await imported(readHtpasswd(made));
  assert.equal(report.totals.create, 10);
  assert.match((await storedHash("mara")) ?? "", /^\$2y\$05\$/);

  assert.equal(await tokenStatus("mara", "harbour-light-8"), 401);
  assert.match((await storedHash("mara")) ?? "", /^\$2y\$/);
  assert.equal(await tokenStatus("mara", "harbour-light-7"), 200);
  assert.match((await storedHash("mara")) ?? "", /^\$argon2id\$/);
  await signInWith(app, { username: "jonas", password: "grüne-Wiese-42" });
  assert.match((await storedHash("jonas")) ?? "", /^\$argon2id\$/);
  await signInWith(app, { username: "jonas", password: "grüne-Wiese-42" });
});

test("only bcrypt that is not too slow comes over, and the report says what does not, without any password", async () => {
  const report = await importPlan(readHtpasswd(made), { "dry-run": true });
  process.exitCode = 0;
  const names = [
    "md5user",
    "shauser",
    "cryptuser",
    "plainuser",
    "sha256user",
    "sha512user",
    "slower",
  ];

  for (const name of names) assert.equal(await storedHash(name), null, name);
  assert.doesNotMatch(report, /x1y2z3w4|\$apr1\$|\$2y\$/);
  assert.match(report, /a dry run, nothing was changed/);
  assert.match(
    report,
    /In total: 0 will be created, 10 exists already, 0 left as it is, 0 refused/,
  );
});

test("a file is read as the registry reads it, and what is not htpasswd is named by its line", async () => {
  const hash = `$2y$05$${"a".repeat(53)}`;
  const file = fileOf(
    "odd",
    `# people\n\n twice:${hash}\r\ntwice:$apr1$x$y\nno colon\n:nameless\nempty:\nlong:${"a".repeat(2_000)}\nmore:${hash}:ignored\n\0:x\n`,
  );

  const { people, withoutEqual } = readHtpasswd(file);

  assert.deepEqual(people, [person("twice", "$apr1$x$y"), person("more", hash), person("\0", "x")]);
  assert.deepEqual(
    withoutEqual.map(({ what }) => what),
    ["an earlier line of twice", "line 5", "line 6", "line 7", "line 8"],
  );
  const report = await imported(readHtpasswd(file));
  assert.deepEqual(outcomes(report), {
    "person twice": "create",
    "person more": "create",
    "person \0": "refused",
  });
  assert.match(reasonOf(report, "twice"), /no password: MD5 \(apr1\) can't be checked/);
});

test("files that are too large or not there are refused", () => {
  const large = fileOf("large", Buffer.alloc(4_000_001, "a"));
  const many = fileOf("many", Array.from({ length: 20_001 }, (_, at) => `u${at}:x`).join("\n"));

  assert.throws(() => readHtpasswd(large), /more than 4 MB/);
  assert.throws(() => readHtpasswd(many), /more than 20000 people/);
  assert.throws(() => readHtpasswd("/nowhere/htpasswd"), /can't be read/);
});

test("the command says what is missing before it needs a database", async () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number; text: string }>((done) =>
      execFile("bin/portus", ["import", ...args], (error, out, err) =>
        done({ code: Number(error?.code ?? 0), text: out + err }),
      ),
    );

  const file = await run("htpasswd", "/nowhere/htpasswd");
  const nothing = await run("htpasswd");

  assert.deepEqual([file.code, nothing.code], [2, 64]);
  assert.match(file.text, /can't be read.*Check the path/);
  assert.match(nothing.text, /FILE is missing/);
});
