import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { must, root } from "../support/processes.ts";

const scratch = mkdtempSync(join(tmpdir(), "portus-vagrant-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const vagrantfile = readFileSync(join(root, "Vagrantfile"), "utf8");
const vagrant = { VAGRANT_HOME: join(scratch, "home"), VAGRANT_DOTFILE_PATH: join(scratch, "dot") };

test("Vagrant accepts the Vagrantfile", () => {
  assert.match(
    must(["vagrant", "validate", "--ignore-provider"], vagrant),
    /Vagrantfile validated successfully/,
  );
});

test("the Vagrantfile and the nodes' /etc/hosts have the same names and addresses", () => {
  const hosts = readFileSync(join(root, "provision/hosts"), "utf8").trim().split("\n").sort();
  const nodes = [...vagrantfile.matchAll(/"(\w+)" => \{ ip: "([\d.]+)"/g)];

  assert.deepEqual(nodes.map(([, name, ip]) => `${ip} ${name}.test.lan ${name}`).sort(), hosts);
  assert.deepEqual(
    hosts.map((line) => line.split(" ")[0]),
    ["192.168.1.2", "192.168.1.3", "192.168.1.4"],
  );
});

test("port 5000 of the developer's machine leads to Portus", () => {
  assert.match(vagrantfile, /guest: 5000, host: 5000, .* if name == "portus"/);
});
