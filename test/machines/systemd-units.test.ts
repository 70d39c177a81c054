import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { must, root, run } from "../support/processes.ts";

const scratch = mkdtempSync(join(tmpdir(), "portus-units-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

for (const [unit, program] of [
  ["portus", process.execPath],
  ["registry", "/usr/bin/env"],
] as const)
  test(`systemd accepts ${unit}.service and rates its exposure as low`, () => {
    const text = readFileSync(join(root, `provision/units/${unit}.service`), "utf8");
    const file = join(scratch, `${unit}.service`);
    writeFileSync(file, text.replace(/@[A-Z]+@/, program).replace("+/vagrant/", `+${root}/`));

    assert.equal(run(["systemd-analyze", "verify", "--man=no", file]).output, "");
    const exposure = must(["systemd-analyze", "security", "--offline=true", "--no-pager", file]);
    assert.ok(Number(/exposure level for \S+: ([\d.]+)/.exec(exposure)?.[1]) < 2, exposure);
  });

test("a service that ends is restarted, and the children of Portus end with it", () => {
  const unit = (name: string) =>
    readFileSync(join(root, `provision/units/${name}.service`), "utf8");

  for (const name of ["portus", "registry"]) assert.match(unit(name), /^Restart=always$/m);
  // The signal goes only to Portus, which stops its Postgres last.
  assert.match(unit("portus"), /^KillMode=mixed$/m);
});
