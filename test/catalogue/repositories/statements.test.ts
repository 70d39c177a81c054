import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../../support/data/factories.ts";

const app = await useApp();

/** The number of statements that the application sends during a work. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...sent: unknown[]) {
    if (!/pg_backend_pid/.test(String(Object(sent[0]).text))) count += 1; // a new connection's limits
    return Reflect.apply(query, this, sent);
  } as typeof query;
  await work();
  pg.Client.prototype.query = query;
  return count;
}

async function repositoryOf(groups: number) {
  const repository = await makeRepository({ tagsCount: groups });
  for (let n = 0; n < groups; n += 1)
    await makeTag(await makeManifest(repository), `1.${n}`, { minute: n });
  return repository;
}

test("pages with 50 rows send as many statements as those with few", async () => {
  // Of 15 tags, retention would delete some, as of 50: then it asks what that frees.
  const [few, many] = [await repositoryOf(15), await repositoryOf(50)];
  const [small, large] = [await makeNamespace(), await makeNamespace()];
  for (let n = 0; n < 5; n += 1) await makeRepository({ namespace: small });
  for (let n = 0; n < 50; n += 1) await makeRepository({ namespace: large });
  const admin = await signIn(app, await makeUser({ admin: true }));

  for (const [short, long] of [
    [paths.repository(few), paths.repository(many)],
    [paths.repositorySizes(few), paths.repositorySizes(many)],
    [paths.repositoryUsage(few), paths.repositoryUsage(many)],
    [paths.untagged(few), paths.untagged(many)],
    [paths.retention(few), paths.retention(many)],
    [paths.namespace(small), paths.namespace(large)],
    [paths.namespaceSizes(small), paths.namespaceSizes(large)],
  ] as const) {
    const open = async (path: string) => assert.equal((await admin.get(path)).status, 200, path);
    await open(long); // what is cached is cached
    // Any request may also refresh what all admins' pages show of problems: the second one does not.
    const fewest = async (path: string) =>
      Math.min(await statementsOf(() => open(path)), await statementsOf(() => open(path)));
    assert.equal(await fewest(long), await fewest(short), long);
  }
});
