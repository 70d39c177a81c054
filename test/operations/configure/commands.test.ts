import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { commands, fullHelpOf, overview } from "../../../src/main/commands.ts";
import { kinds } from "../../../src/operations/configure/kinds.ts";
import { registryConfigText } from "../../../src/registry/config/write.ts";
import { proxyConfig } from "../../../src/registry/proxy/print.ts";
import { root } from "../../support/processes.ts";

const command = commands.find(({ name }) => name === "config") ?? assert.fail();
const run = (words: string[], options = {}) => command.run(words, options, (work) => work());

/** The command as somebody types it. */
function portus(...words: string[]) {
  const options = { cwd: root, encoding: "utf8", env: process.env } as const;
  return spawnSync("bin/portus", words, options);
}

test("config lists the kinds, also without a word of settings", async () => {
  const list = await run([]);

  for (const { name, does } of kinds) assert.ok(list?.includes(name) && list.includes(does), name);
  assert.match(overview(), /bin\/portus config \[KIND\] \[--option …\]\n/);
});

test("a kind that does not exist ends with 64 and the list, on standard error only", () => {
  for (const words of [["apache"], ["ngnix"], ["apache", "--help"]]) {
    const { status, stdout, stderr } = portus("config", ...words);

    assert.equal(status, 64, words.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, /There is no kind (apache|ngnix)\./);
    for (const { name } of kinds) assert.ok(stderr.includes(`    ${name} `), name);
  }
  assert.match(portus("config", "ngnix").stderr, /Did you mean nginx\?/);
});

test("standard output is the file alone, so that it can be piped; notes go to standard error", () => {
  const { status, stdout, stderr } = portus("config", "docker-daemon", "--scheme", "https");

  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {});
  assert.match(stderr, /^Note: docker needs no setting/);
});

test("config KIND --help names the options of that kind", async () => {
  for (const kind of kinds) {
    const help = fullHelpOf(command, [kind.name]);

    for (const { name, hint } of kind.options)
      assert.ok(help.includes(`    --${name} `) && help.includes(hint), `${kind.name} ${name}`);
    assert.ok(help.includes(kind.file) && help.includes(kind.save), kind.name);
  }
});

test("options that a kind does not have or can't use are refused by name", async () => {
  await assert.rejects(
    run(["nginx"], { listen: ":5000" }),
    (error: Error & { fields?: object }) => {
      assert.deepEqual(error.fields, {
        listen:
          "The kind nginx has no option --listen. It has --portus-upstream, --registry-upstream, --certificate, --key.",
      });
      return true;
    },
  );
  for (const [kind, option, value, message] of [
    ["registry", "listen", "banana", /--listen must be host:port or :port/],
    ["registry", "registry", "1", /--registry must be 3 or 2/],
    ["nginx", "certificate", "/etc/a;b", /--certificate must be the whole path/],
    ["nginx", "portus-upstream", "a:99999", /--portus-upstream must be host:port.*99999/],
    ["gitlab", "repository", "Web/App", /--repository must be a repository/],
    ["gitlab", "username", "a\nb", /--username must be/],
    ["helm", "size", "big", /--size must be a size/],
  ] as const)
    await assert.rejects(run([kind], { [option]: value }), (error: { fields?: object }) => {
      assert.match(Object.values(error.fields ?? {}).join(), message);
      return true;
    });
});

test("config registry and the proxies print what registry-config prints", async () => {
  assert.equal(await run(["registry"], { registry: "2" }), registryConfigText({ registry: "2" }));
  for (const proxy of ["nginx", "caddy", "traefik", "haproxy"])
    assert.equal(await run([proxy]), proxyConfig(proxy, {}), proxy);
});
