import assert from "node:assert/strict";
import { test } from "node:test";
import { conformanceOf, conformanceSuite } from "../support/clients/conformance.ts";
import { must } from "../support/processes.ts";
import { startProxiedStack } from "../support/proxied-stack.ts";
import { startOpenRegistry } from "../support/registry.ts";

// docs/conformance.md has the results.

const suite = conformanceSuite();
const skip = "why" in suite ? suite.why : false;
if (skip) console.log(`The OCI conformance suite was left out: ${skip}.`);
const password = "correct horse battery";

test("C2: every conformance test that passes without Portus passes with it, and the referrers tests pass", {
  skip,
}, async (t) => {
  if ("why" in suite) return;
  const alone = await startOpenRegistry();
  const front = await startProxiedStack("nginx");
  must(["bin/portus", "user", "create", "--password-stdin", "ada"], front.env, password);

  const without = await conformanceOf(suite.program, { host: new URL(alone.url).host });
  const given = { host: front.host, username: "ada", password };
  const behind = await conformanceOf(suite.program, given);

  const passed = (of: typeof behind, name: string) => of.get(name)?.passed ?? 0;
  const lost = [...without.keys()].filter((name) => passed(behind, name) < passed(without, name));
  assert.deepEqual(lost, []);
  const referrers = [...behind].filter(([name]) => name.endsWith("/referrers"));
  assert.ok(referrers.length >= 4, "the suite has tests of referrers");
  assert.deepEqual(
    referrers.filter(([, counts]) => Object.keys(counts).some((status) => status !== "passed")),
    [],
  );
  const gained = [...behind.keys()].filter((name) => passed(behind, name) > passed(without, name));
  t.diagnostic(`passes only with Portus: ${gained.join(", ")}`);
});
