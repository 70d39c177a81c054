import assert from "node:assert/strict";
import { test } from "node:test";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";

const it = browser(await useApp());
await makeUser({ admin: true });
const namespace = await makeNamespace({ visibility: "public" });

async function panelOf(path: string) {
  const { status, text } = await it.get(path);
  const [panel = ""] =
    /<section class="panel" aria-labelledby="pull">.*?<\/section>/s.exec(text) ?? [];
  const options = [...panel.matchAll(/<option( selected)?>([^<]*)</g)];
  return {
    status,
    panel,
    choices: options.map(([, , name]) => name),
    chosen: options.find(([, selected]) => selected)?.[2],
    commands: [...panel.matchAll(/<code class="command__text">([^<]*)</g)].map(([, text]) => text),
  };
}

test("the panel shows the suggested tag, and another that is asked for, each with its digest", async () => {
  const repository = await makeRepository({ namespace });
  const old = await storeImage(repository, { tag: "1.0", minute: 1 });
  const latest = await storeImage(repository, { tag: "latest", minute: 2 });
  await storeImage(repository, { tag: "edge", minute: 3 });
  const name = `registry.test.lan:5000/${repository.fullName}`;

  const usual = await panelOf(paths.repository(repository));
  const asked = await panelOf(paths.repository(repository, { tag: "1.0" }));

  assert.deepEqual(usual.commands.slice(0, 2), [
    `docker pull ${name}:latest`,
    `docker pull ${name}@${latest.digest}`,
  ]);
  assert.deepEqual(asked.commands.slice(0, 2), [
    `docker pull ${name}:1.0`,
    `docker pull ${name}@${old.digest}`,
  ]);
  assert.deepEqual([usual.chosen, asked.chosen], ["latest", "1.0"]);
  assert.deepEqual(usual.choices, ["latest", "edge", "1.0"]);
  assert.deepEqual(asked.choices, ["1.0", "latest", "edge"]);
  assert.equal(usual.commands.length, 16);
  for (const command of usual.commands)
    assert.ok(usual.panel.includes(`data-copy="${command}"`), command);
});

test("a tag that does not exist, or that cannot be one, gives the suggested one and says so", async () => {
  const repository = await makeRepository({ namespace });
  await storeImage(repository, { tag: "1.0" });
  for (const tag of ["nothing", `<script>`, "\u202Etxt"]) {
    const { status, panel, commands } = await panelOf(paths.repository(repository, { tag }));
    assert.equal(status, 200);
    assert.match(commands[0] ?? "", /:1\.0$/);
    assert.match(panel, /No tag is named/);
    assert.doesNotMatch(panel, /<script>|\u202E/);
  }
  for (const query of ["?tag=", `?tag=${"x".repeat(500)}`, "?tag=a&tag=b", "?tag[x]=1"]) {
    const { status, commands } = await panelOf(paths.repository(repository) + query);
    assert.equal(status, 200, query);
    assert.match(commands[0] ?? "", /:1\.0$/);
  }
});

test("a single tag needs no choice, and none can be pulled from an empty repository", async () => {
  const [one, none] = [await makeRepository({ namespace }), await makeRepository({ namespace })];
  await storeImage(one, { tag: "1.0" });
  assert.deepEqual((await panelOf(paths.repository(one))).choices, []);
  assert.match((await panelOf(paths.repository(none))).panel, /Nothing to pull yet/);
});
