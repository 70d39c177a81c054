import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { answersWhile, freePort, must, root, run, start } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// bin/portus with an instance on its embedded Postgres.

const directory = mkdtempSync(join(tmpdir(), "portus-operator-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const port = `${await freePort()}`;
const env = {
  PORT: port,
  PORTUS_DATA_DIR: directory,
  PORTUS_URL: undefined,
  PORTUS_REGISTRY_HOST: "localhost:5000",
  PORTUS_LOG_LEVEL: "warn",
};
const password = "correct horse battery";
const basic = (secret: string) => ({
  authorization: `Basic ${Buffer.from(`ada:${secret}`).toString("base64")}`,
});

async function loginStatus(secret: string): Promise<number> {
  const url = `http://localhost:${port}/v2/token?service=localhost:5000`;
  return (await fetch(url, { headers: basic(secret) })).status;
}

test("the operator creates an admin before the first start, and runs commands while Portus runs", async () => {
  const made = run(
    ["bin/portus", "user", "create", "ada", "--admin", "--password-stdin"],
    env,
    password,
  );
  assert.equal(made.status, 0, made.output);
  assert.match(made.output, /ada is created, as an admin/);

  const serving = start(["bin/portus", "serve"], env);
  const ready = () => answersWhile(serving, `http://localhost:${port}/readyz`, 200);
  await until(ready, "Portus to be ready");
  assert.equal(await loginStatus(password), 200);

  const token = must(["bin/portus", "token", "create", "ada", "ci"], env);
  assert.equal(await loginStatus(/ptk_\S+/.exec(token)?.[0] ?? ""), 200);

  const shell = { ...env, PORTUS_REGISTRY_HOST: "other.example.org" };
  assert.equal(must(["bin/portus", "ca"], shell), must(["bin/portus", "ca"], env));
  const lost = run(["bin/portus", "user", "create", "bob"], shell);
  assert.match(lost.output, /no registry other\.example\.org.* Set PORTUS_REGISTRY_HOST/);
  const registries = await fetch(`http://localhost:${port}/api/v1/registries`, {
    headers: basic(password),
  });
  assert.doesNotMatch(await registries.text(), /other\.example\.org/);

  const changed = must(["bin/portus", "user", "reset-password", "ada"], env);
  assert.equal(await loginStatus(/: (\S+)\s*$/.exec(changed)?.[1] ?? ""), 200);
  assert.equal(await loginStatus(password), 401);

  const second = run(["bin/portus", "serve"], env);
  assert.equal(second.status, 1);
  assert.match(second.output, /Portus is already running on .* Stop it, or set PORTUS_DATA_DIR/);
  assert.doesNotMatch(second.output, /"stack"/);

  assert.equal(await serving.stop(), 0, serving.said());
});

test("an unknown user, a taken name and a weak password: a message each and exit code 1", () => {
  const unknown = run(["bin/portus", "user", "promote", "nemo"], env);
  const taken = run(["bin/portus", "user", "create", "ada"], env);
  const weak = run(["bin/portus", "user", "create", "eve", "--password-stdin"], env, "short");

  for (const { status, output } of [unknown, taken, weak]) {
    assert.equal(status, 1, output);
    assert.doesNotMatch(output, /\n\s+at /);
  }
  assert.match(unknown.output, /There is no user nemo\./);
  assert.match(weak.output, /8 characters/);
});

test("an unknown or incomplete command ends with exit code 64 and prints the usage", () => {
  const unknown = run(["bin/portus", "frobnicate"], env);
  const half = run(["bin/portus", "user"], env);
  const wordless = run(["bin/portus", "token", "create", "ada"], env);
  const strange = run(["bin/portus", "user", "promote", "ada", "--admin"], env);

  const all = [unknown, half, wordless, strange];
  assert.deepEqual(
    all.map(({ status }) => status),
    [64, 64, 64, 64],
  );
  assert.match(wordless.output, /NAME is missing/);
  assert.match(strange.output, /bin\/portus user promote has no option --admin\./);
  assert.match(unknown.output, /no command frobnicate/);
  assert.match(
    half.output,
    /^user needs a command: create, promote, disable, reset-password, reset-second-factor\./,
  );
  assert.match(half.output, /user reset-password/);
  assert.match(wordless.output, /token create USERNAME NAME/);
});

test("a misspelt command names the ones that exist, and help on a group ends with exit code 0", () => {
  const misspelt = run(["bin/portus", "user", "creat"], env);
  const alone = run(["bin/portus", "keys"], env);
  const help = run(["bin/portus", "keys", "--help"], env);

  assert.equal(misspelt.status, 64);
  assert.match(misspelt.output, /^user has no command creat, only: .*\. Did you mean create\?/);
  assert.match(alone.output, /^keys needs a command: rotate\./);
  assert.equal(help.status, 0);
  assert.match(help.output, /^bin\/portus keys rotate/);
});

test("a mistyped head is refused, and no tampering is reported", () => {
  const { status, output } = run(["bin/portus", "audit", "verify", "--since", "zzz"], env);

  assert.equal(status, 64);
  assert.equal(
    output.trim(),
    "zzz is not a head. A head looks like 64:ubd0…; bin/portus audit verify prints it.",
  );
});

test("S11: audit verify exits with 0 if all anchors are in the log, 1 if one is lost, 2 if it cannot check, 3 without any", () => {
  const lost = join(directory, "replica.log");
  writeFileSync(lost, `2026-11-29T12:00:00.000Z 999:${"a".repeat(43)}\n`);
  const verify = (...options: string[]) => run(["bin/portus", "audit", "verify", ...options], env);

  const anchored = verify();
  const compared = verify("--anchors", lost);
  const unreadable = verify("--anchors", join(lost, "missing"));
  rmSync(join(directory, "audit-anchors"));
  const alone = verify();

  const statuses = [anchored, compared, unreadable, alone].map(({ status }) => status);
  assert.deepEqual(statuses, [0, 1, 2, 3], anchored.output);
  assert.match(anchored.output, /The log contains all of \d+ anchors? in .*audit-anchors/);
  assert.match(alone.output, /There was no anchor to compare with/);
  assert.match(compared.output, /replica\.log has 1 anchor that the audit log does not contain/);
});

test("a disabled account gets no token, and a password has no NUL", () => {
  must(["bin/portus", "user", "create", "bob"], env);
  must(["bin/portus", "user", "disable", "bob"], env);

  const token = run(["bin/portus", "token", "create", "bob", "ci"], env);
  const reset = run(
    ["bin/portus", "user", "reset-password", "bob", "--password-stdin"],
    env,
    "long enough\0password",
  );

  assert.deepEqual([token.status, reset.status], [1, 1]);
  assert.match(token.output, /^bob is disabled\. Enable the account first\./);
  assert.match(reset.output, /^It contains a NUL character\./);
});

test("bin/portus works from any directory", () => {
  const { status, output } = run(["sh", "-c", `cd / && ${root}/bin/portus ca`], env);

  assert.equal(status, 0, output);
  assert.match(output, /BEGIN CERTIFICATE/);
});

test("bin/portus ca prints only the certificate, even at the first start", () => {
  const fresh = { ...process.env, ...env, PORTUS_DATA_DIR: join(directory, "fresh") };

  const { stdout, stderr } = spawnSync("bin/portus", ["ca"], {
    cwd: root,
    env: { ...fresh, PORTUS_LOG_LEVEL: "info" },
    encoding: "utf8",
  });

  assert.match(stdout, /^-----BEGIN CERTIFICATE-----[^{]+-----END CERTIFICATE-----\n$/);
  assert.equal(stderr, "");
});
