import assert from "node:assert/strict";
import { test } from "node:test";
import { apiCaller } from "../../api/call.ts";
import { useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";

const call = apiCaller(await useApp());

test("a PUT of retention rules changes the fields that it contains, of the place's own rules", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const repository = await makeRepository({ namespace });
  const path = `/namespaces/${namespace.id}/retention`;
  const rules = { matching_patterns: ["pr-*"], pushed_days: 30, newest: 1, nightly: true };
  assert.equal((await call(owner, "PUT", path, rules)).status, 204);

  assert.equal((await call(owner, "PUT", path, { newest: 2 })).status, 204);

  const saved = (await call(owner, "GET", path)).json;
  assert.deepEqual(
    [saved.matching_patterns, saved.pushed_days, saved.newest, saved.nightly],
    [["pr-*"], 30, 2, true],
  );
  assert.equal((await call(owner, "PUT", path, { pushed_days: null })).status, 204);
  assert.equal((await call(owner, "GET", path)).json.pushed_days, null);

  // Rules of the namespace are no rules of the repository: these begin with the defaults.
  const inside = `/repositories/${repository.id}/retention`;
  assert.equal((await call(owner, "PUT", inside, { newest: 5 })).status, 204);
  const own = (await call(owner, "GET", inside)).json;
  assert.deepEqual([own.from, own.matching_patterns, own.nightly], ["repository", [], false]);
});
