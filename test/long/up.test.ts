import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { browser, signInWith } from "../support/app.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { password } from "../support/clients/people.ts";
import { freePort, must, run, type Started, start } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

const scratch = mkdtempSync(join(tmpdir(), "portus-up-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const env = {
  PORTUS_DATA_DIR: join(scratch, "data"),
  PORT: `${await freePort()}`,
  REGISTRY_PORT: `${await freePort()}`,
  PORTUS_SECRET: undefined,
  PORTUS_EVENTS_SECRET: undefined,
  PORTUS_SETUP_CODE: undefined,
  PORTUS_URL: undefined,
  PORTUS_REGISTRY_HOST: undefined,
  HOME: scratch,
  REGISTRY_AUTH_FILE: join(scratch, "auth.json"),
};
const setupFile = join(env.PORTUS_DATA_DIR, "setup-code");
const host = `localhost:${env.REGISTRY_PORT}`;

async function isUp(up: Started): Promise<void> {
  await until(
    () => {
      if (up.child.exitCode !== null) throw new Error(`bin/up ended: ${up.said()}`);
      return up.said().includes("Ctrl-C stops all of it");
    },
    "bin/up to be up",
    120_000,
  );
}

const started: Started[] = [];
afterEach(async () => {
  for (const up of started.splice(0)) await up.stop("SIGKILL"); // left by a failed test
});

function startUp(given: Record<string, string> = {}, ...options: string[]): Started {
  const up = start(["bin/up", ...options], { ...env, ...given });
  started.push(up);
  return up;
}

/** All processes that use this data directory. */
function processes(): string[] {
  const names = ["portus.pid", "registry/registry.pid", "postgres/data/postmaster.pid"];
  return names.flatMap((name) => {
    try {
      const pid = Number.parseInt(readFileSync(join(env.PORTUS_DATA_DIR, name), "utf8"), 10);
      const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
      return state === "Z" ? [] : [`${name} ${pid}`];
    } catch {
      return [];
    }
  });
}

function copy(from: string, to: string) {
  const plain = from.startsWith("docker:") ? "--src-tls-verify=false" : "--dest-tls-verify=false";
  return run(["skopeo", "--insecure-policy", "copy", plain, from, to], env);
}

test("S5: after bin/up people sign up with its link, log in and push; SIGTERM stops everything with exit code 0", async () => {
  const up = startUp({ PORTUS_LOG_LEVEL: "info" });
  await isUp(up);
  assert.match(up.said(), new RegExp(`docker login ${host}`));
  assert.equal(processes().length, 3);

  const visitor = browser({ url: `http://localhost:${env.PORT}` });
  const link = /\/sign-up\?setup_code=(\S+)/.exec(up.said());
  const page = await visitor.get(link?.[0] ?? "");
  const setup_code = link?.[1] ?? "";
  assert.match(page.text, new RegExp(`value="${setup_code}"`));
  assert.equal(readFileSync(setupFile, "utf8").trim(), setup_code);
  const form = { username: "ada", email: "ada@example.org", password, setup_code };
  assert.equal((await visitor.post("/sign-up", form)).location, "/");
  assert.equal(existsSync(setupFile), false);
  const login = ["--tls-verify=false", "--username", "ada", "--password-stdin", host];
  must(["skopeo", "login", ...login], env, password);
  const { directory } = imageLayout(join(scratch, "layout"), "up");
  const pushed = copy(`oci:${directory}`, `docker://${host}/ada/app:1`);
  assert.equal(pushed.status, 0, pushed.output);
  await until(() => up.said().includes("ada pushed ada/app:1"), "a line about the push");
  assert.doesNotMatch(up.said(), /v2\/token 200|webhooks\/events/);

  assert.equal(await up.stop("SIGTERM"), 0);
  assert.deepEqual(processes(), []);
});

test("S12: other accounts of the machine can read nothing that bin/up stores", () => {
  const data = env.PORTUS_DATA_DIR;
  const open = must(["find", data, "-mindepth", "1", "!", "-type", "l", "-perm", "/077"]);

  assert.equal(open, "");
  assert.equal(statSync(data).mode & 0o066, 0);
});

test("R3: a first start prints what it starts, and one line about its migrations", async () => {
  const fresh = { PORTUS_DATA_DIR: join(scratch, "fresh"), PORTUS_LOG_LEVEL: "info" };
  const up = startUp(fresh);
  await isUp(up);

  const timed = up.said().match(/(?<=^\d\d:\d\d:\d\d ).*$/gm) ?? [];
  assert.equal(timed.length, 1, up.said());
  assert.match(timed[0] ?? "", /^portus +Applied \d+ migrations$/);
  assert.equal(await up.stop("SIGTERM"), 0);
});

test("bin/up --demo prints a password that shows the demo, and how to delete it", async () => {
  const given = { PORTUS_DATA_DIR: join(scratch, "demo") };
  const up = startUp(given, "--demo");
  await isUp(up);

  assert.doesNotMatch(up.said(), /Warning/);
  const { PORT, REGISTRY_PORT } = env;
  const settings = `PORTUS_DATA_DIR=${given.PORTUS_DATA_DIR} PORT=${PORT} REGISTRY_PORT=${REGISTRY_PORT}`;
  assert.ok(
    up.said().includes(`\n${settings} bin/portus demo remove deletes all of it.`),
    up.said(),
  );
  const [, password = ""] = /Password \(shown this once\): (\S+)/.exec(up.said()) ?? [];
  const app = { url: `http://localhost:${PORT}` };
  const owner = await signInWith(app, { username: "demo-owner", password });
  const { text } = await owner.get("/repositories");
  for (const name of ["base/node", "web/api", "web/site", "vault/payments"])
    assert.match(text, new RegExp(`/demo-${name}"`));
  assert.equal(await up.stop("SIGTERM"), 0);
});

test("after kill -9 no process is left, and the next bin/up has all data; Ctrl-C stops it", async () => {
  const killed = startUp();
  await isUp(killed);
  await killed.stop("SIGKILL");

  const up = startUp(); // at once, while the old processes still end
  await isUp(up);
  const pulled = copy(`docker://${host}/ada/app:1`, `dir:${join(scratch, "pulled")}`);
  assert.equal(pulled.status, 0, pulled.output);

  const second = run(["bin/up"], env);
  assert.equal(second.status, 1);
  assert.match(second.output, /already runs on .* \(pid \d+\)/);

  assert.equal(await up.stop("SIGINT"), 0);
  assert.deepEqual(processes(), []);
});

test("when bin/up is killed, its processes end", async () => {
  const up = startUp();
  await isUp(up);
  await up.stop("SIGKILL");

  await until(() => processes().length === 0, "the parts to end");
});

test("bin/up restarts a killed registry and a killed Portus", async () => {
  const up = startUp();
  await isUp(up);

  for (const name of ["registry/registry.pid", "portus.pid"]) {
    const file = join(env.PORTUS_DATA_DIR, name);
    const before = Number.parseInt(readFileSync(file, "utf8"), 10);
    process.kill(before, "SIGKILL");
    await until(
      () => Number.parseInt(readFileSync(file, "utf8"), 10) !== before,
      `${name} to change`,
    );
  }

  await until(
    () => copy(`docker://${host}/ada/app:1`, `dir:${scratch}/again`).status === 0,
    "pull",
  );
  assert.equal(await up.stop("SIGTERM"), 0);
});

test("a port in use: one message names the program and what to do", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;

  const taken = startUp({ REGISTRY_PORT: `${port}` });
  assert.equal(await taken.ended, 1);
  server.close();

  const sentence = new RegExp(`Port ${port} is in use by node.* \\(pid ${process.pid}\\)`);
  assert.match(taken.said(), sentence);
  const { PORTUS_DATA_DIR, PORT } = env;
  const retry = `PORTUS_DATA_DIR=${PORTUS_DATA_DIR} PORT=${PORT} REGISTRY_PORT=${port + 1} bin/up`;
  assert.ok(taken.said().includes(retry), taken.said());
});

test("a read-only data directory: one message says so", () => {
  writeFileSync(join(scratch, "file"), "");

  const { status, output } = run(["bin/up"], { ...env, PORTUS_DATA_DIR: `${scratch}/file/data` });

  assert.notEqual(status, 0);
  assert.match(output, /data directory .* can't be written \(ENOTDIR\)/);
});

test("invalid settings are listed together", () => {
  const { status, output } = run(["bin/up"], { ...env, PORT: "many", PORTUS_TOKEN_TTL: "1" });

  assert.equal(status, 78);
  assert.match(output, /PORT must be from 1 to 65535, not many/);
  assert.match(output, /PORTUS_TOKEN_TTL must be at least 60/);
});
