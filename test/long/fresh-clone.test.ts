import assert from "node:assert/strict";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { answers, freePort, must, run, type Started, start } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// A fresh clone: the sources, and nothing installed, generated or built. If the tests run as root, an ordinary user
// with an empty home directory owns it.

const nobody = 65534;
const asRoot = process.getuid?.() === 0;
const home = mkdtempSync(join(tmpdir(), "portus-fresh-"));
const checkout = join(home, "portus");
after(() => rmSync(home, { recursive: true, force: true }));

const user = asRoot ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];
const env = {
  HOME: home,
  PORT: `${await freePort()}`,
  REGISTRY_PORT: `${await freePort()}`,
  PORTUS_DATA_DIR: undefined,
  PORTUS_SECRET: undefined,
  PORTUS_EVENTS_SECRET: undefined,
  PORTUS_URL: undefined,
  PORTUS_REGISTRY_HOST: undefined,
  npm_config_cache: join(home, "npm"),
};

function cloneSources(): void {
  mkdirSync(checkout);
  const left = ["node_modules", "dist", "data", ".git", "src/generated"];
  const exclude = left.map((path) => `--exclude=./${path}`);
  must(["sh", "-c", 'tar "$@" -cf - . | tar -xf - -C "$0"', checkout, ...exclude]);
  // The npm settings of the person who runs the tests (a proxy, a mirror) are needed here, too.
  const settings = join(process.env.HOME ?? "/", ".npmrc");
  if (existsSync(settings)) must(["cp", settings, join(home, ".npmrc")]);
  if (asRoot) must(["chown", "-R", `${nobody}:${nobody}`, home]);
  if (asRoot) chownSync(home, nobody, nobody);
}

async function isUp(up: Started): Promise<void> {
  const said = () => {
    if (up.child.exitCode !== null) throw new Error(`bin/up ended: ${up.said()}`);
    return up.said().includes("Ctrl-C stops all of it");
  };
  await until(said, "bin/up to be up", 200_000);
}

test("in a fresh clone bin/up installs, builds and runs; the second time it installs nothing", async () => {
  cloneSources();

  const first = start([...user, `${checkout}/bin/up`], env, home);
  await isUp(first);
  assert.match(first.said(), /Installing dependencies[ .]*done/);
  assert.ok(await answers(`http://localhost:${env.PORT}/readyz`, 200));
  assert.ok(await answers(`http://localhost:${env.REGISTRY_PORT}/v2/`, 401));
  assert.equal(await first.stop(), 0);

  const second = start([...user, `${checkout}/bin/up`], env, home);
  await isUp(second);
  assert.doesNotMatch(second.said(), /Installing|Generating|Building/);
  assert.equal(await second.stop(), 0);
  assert.match(readFileSync(join(checkout, "data", "ca.crt"), "utf8"), /BEGIN CERTIFICATE/);
});

test("in a read-only clone with nothing installed bin/up prints one message", () => {
  const bare = join(home, "bare");
  mkdirSync(bare);
  must(["sh", "-c", 'cp -r bin package.json package-lock.json "$0"', bare]);
  must(["chmod", "-R", "a-w", bare]);
  if (asRoot) must(["chmod", "-R", "a+rX", home]);

  const { status, output } = run([...user, `${bare}/bin/up`], env);

  assert.equal(status, 1);
  assert.match(output, /can't be written by .* its dependencies are not installed yet/);
  must(["chmod", "-R", "u+w", bare]);
});
