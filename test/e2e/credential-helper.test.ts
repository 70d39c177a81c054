import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { startEngine } from "../support/clients/docker-engine.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson } from "../support/clients/people.ts";
import { run, type Started, start } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// The credential helper that Portus serves, run by real clients against a real registry.

const engine = await startEngine(); // started first, so that it is stopped first
const stack = await startStack();
const { browser } = await newPerson(stack, "ada");
const layout = imageLayout(join(stack.directory, "layout"), "one");
const { host } = stack.registry;
const script = await (await fetch(`${stack.portus.url}/docker-credential-portus`)).text();
const notFound = "credentials not found in native keychain\n";

interface Machine {
  home: string;
  helper: string;
  env: Record<string, string>;
}

/** A machine with the helper in its PATH and in docker's settings, and nobody signed in. */
function newMachine(path = process.env.PATH ?? ""): Machine {
  const home = mkdtempSync(join(stack.directory, "home-"));
  const helper = join(home, "bin", "docker-credential-portus");
  mkdirSync(join(home, "bin"));
  writeFileSync(helper, script);
  chmodSync(helper, 0o755);
  writeFileSync(join(home, "config.json"), JSON.stringify({ credHelpers: { [host]: "portus" } }));
  const auth = { DOCKER_CONFIG: home, REGISTRY_AUTH_FILE: join(home, "config.json") };
  const PATH = `${join(home, "bin")}:${path}`;
  return { home, helper, env: { ...auth, PATH, HOME: home, XDG_DATA_HOME: "", CI: "" } };
}

const stored = ({ home }: Machine) => join(home, ".local/share/portus/credentials");

function ask({ helper, env }: Machine, action: string, input = "", more = {}) {
  const { status, stdout, stderr } = spawnSync(helper, [action], {
    env: { ...env, ...more },
    input,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Decides in the browser about the code that a program shows. */
async function decide(program: Started, how: "confirmation" | "refusal"): Promise<void> {
  const shown = () => /confirm the code ([A-Z]{4}-[A-Z]{4})/.exec(program.said())?.[1];
  await until(() => shown() !== undefined, "a code", 20_000);
  const code = shown() ?? "";
  assert.ok(program.said().includes(`${stack.portus.url}/device?user_code=${code}`));
  await browser.get(`/device?user_code=${code}`);
  const days = how === "confirmation" ? { days: "90" } : {};
  const answer = await browser.post(`/device/${how}`, { user_code: code, ...days });
  assert.equal(answer.status, 303, answer.text);
}

const push = (tag: string) => [
  "skopeo",
  "--insecure-policy",
  "copy",
  "--dest-tls-verify=false",
  `oci:${layout.directory}`,
  `docker://${host}/ada/app:${tag}`,
];

const withInput = ["sh", "-c", 'printf %s "$INPUT" | docker-credential-portus get'];

async function signIn(machine: Machine, command: string[]): Promise<Started> {
  const program = start(command, { ...machine.env, INPUT: host });
  await decide(program, "confirmation");
  assert.equal(await program.ended, 0, program.said());
  return program;
}

const tokens = () =>
  db.applicationToken.findMany({ where: { byDevice: true }, orderBy: { id: "asc" } });
const forget = () => db.applicationToken.deleteMany({ where: { byDevice: true } });

test("a push with nothing stored shows a code, goes on after the confirmation, and asks no more", async () => {
  const machine = newMachine();

  const program = await signIn(machine, push("1"));
  assert.match(program.said(), /Signed in as ada\./);
  assert.equal(run(push("2"), machine.env).status, 0);

  assert.equal((await tokens()).length, 1);
  assert.equal(statSync(stored(machine)).mode & 0o777, 0o700);
  for (const name of readdirSync(stored(machine)))
    assert.equal(statSync(join(stored(machine), name)).mode & 0o777, 0o600, name);

  await forget(); // as a person who revokes it on the profile
  await signIn(machine, push("3"));
  assert.equal((await tokens()).length, 1);
});

const skip = "why" in engine ? engine.why : false;

test("docker login and docker logout work with it, and the logout revokes the token", {
  skip,
}, async () => {
  await forget();
  const machine = newMachine();

  const docker = ["docker", "--host", "host" in engine ? engine.host : ""];
  const login = await signIn(machine, [...docker, "login", host]);
  assert.match(login.said(), /Login Succeeded/);
  const [token] = await tokens();
  assert.deepEqual([token?.actions, token?.scopes], [["pull", "push"], ["registry"]]);
  const inspected = run(
    ["docker", "manifest", "inspect", "--insecure", `${host}/ada/app:1`],
    machine.env,
  );
  assert.equal(inspected.status, 0, inspected.output);
  assert.match(ask(machine, "list").stdout, new RegExp(`^{"${host}":"ada"}\n$`));

  const out = run(["docker", "logout", host], machine.env);
  assert.equal(out.status, 0, out.output);
  assert.deepEqual(await tokens(), []);
  assert.equal(ask(machine, "list").stdout, "{}\n");
});

test("an expired token is replaced by one with the same name", async () => {
  await forget();
  const machine = newMachine();
  await signIn(machine, withInput);
  const [before] = await tokens();
  await db.applicationToken.updateMany({
    where: { byDevice: true },
    data: { expiresAt: new Date(0) },
  });

  await until(
    () => ask(machine, "get", host, { PORTUS_SIGN_IN: "off" }).stdout === notFound,
    "the token to expire",
    15_000,
  );
  await signIn(machine, withInput);

  const now = await tokens();
  assert.deepEqual([now.length, now[0]?.name], [1, before?.name]);
  assert.notEqual(now[0]?.hint, before?.hint);
});

test("two programs that ask at the same moment show one code and get the same token", async () => {
  await forget();
  const machine = newMachine();
  const first = start(withInput, { ...machine.env, INPUT: host });
  await until(() => first.said().includes("confirm the code"), "the first code", 20_000);
  const second = start(withInput, { ...machine.env, INPUT: `https://${host}` });

  await decide(first, "confirmation");
  assert.deepEqual([await first.ended, await second.ended], [0, 0]);

  const answers = [first, second].map(({ said }) => /"Secret":"(\w+)"/.exec(said())?.[1]);
  assert.ok(answers[0]?.startsWith("ptk_"));
  assert.equal(answers[0], answers[1]);
  const code = /confirm the code [A-Z-]+/.exec(first.said())?.[0];
  assert.ok(second.said().includes(`Another program is signing in to ${host}: open`));
  assert.ok(second.said().includes(code ?? "a code"), second.said());
  assert.equal((await tokens()).length, 1);
});

test("a refused sign-in ends the program with the reason, and leaves nothing", async () => {
  await forget();
  const machine = newMachine();
  const program = start(push("refused"), machine.env);

  await decide(program, "refusal");

  assert.notEqual(await program.ended, 0);
  assert.match(program.said(), /The sign-in was refused/);
  assert.deepEqual(readdirSync(stored(machine)), []);
  assert.deepEqual(await tokens(), []);
});

test("it ends after the program that asked was killed, and the next program starts its own sign-in", async () => {
  await forget();
  const machine = newMachine();
  const killed = start(withInput, { ...machine.env, INPUT: host });
  await until(() => killed.said().includes("confirm the code"), "the first code", 20_000);

  await killed.stop("SIGKILL");

  await until(() => readdirSync(stored(machine)).length === 0, "the lock to be released", 20_000);
  await signIn(machine, withInput);
});

test("other registries, CI and PORTUS_SIGN_IN=off start no sign-in", () => {
  const machine = newMachine();
  const cases = [
    ["registry.example.org", {}],
    [`${host}.example.org`, {}],
    [`x ${host}`, {}],
    ["https://index.docker.io/v1/", {}],
    ["", {}],
    [host, { CI: "true" }],
    [host, { PORTUS_SIGN_IN: "off" }],
  ] as const;
  for (const [server, env] of cases) {
    const { status, stdout, stderr } = ask(machine, "get", server, env);
    assert.deepEqual([status, stdout, stderr], [1, notFound, ""], server);
  }
});

test("what docker login stores is kept as it is, for every server and however hostile", () => {
  const machine = newMachine();
  const given = [
    { ServerURL: host, Username: "ada", Secret: "a password" },
    { ServerURL: "../../../etc/passwd", Username: 'quote " and \\', Secret: "x" },
    {
      ServerURL: "$(touch pwned)`touch pwned`",
      Username: "a'b;c\nd",
      Secret: '","ServerURL":"evil',
    },
    { ServerURL: "https://index.docker.io/v1/", Username: "<token>", Secret: "ü\u0000\u001b[2J" },
  ];
  for (const entry of given) assert.equal(ask(machine, "store", JSON.stringify(entry)).status, 0);

  for (const entry of given) {
    const { status, stdout } = ask(machine, "get", entry.ServerURL);
    assert.equal(status, 0, entry.ServerURL);
    assert.deepEqual(JSON.parse(stdout), entry);
  }
  const list = JSON.parse(ask(machine, "list").stdout);
  assert.deepEqual(list, Object.fromEntries(given.map((it) => [it.ServerURL, it.Username])));
  for (const name of readdirSync(stored(machine))) assert.match(name, /^[0-9a-f]+\.json$/);

  for (const { ServerURL } of given) ask(machine, "erase", ServerURL);
  assert.equal(ask(machine, "list").stdout, "{}\n");
  assert.deepEqual(readdirSync(stored(machine)), []);
  assert.equal(ask(machine, "store", JSON.stringify({ ServerURL: "x".repeat(200) })).status, 1);
  const entry = JSON.stringify(given[0]);
  for (const broken of [
    "nonsense",
    entry.slice(0, -1),
    `${entry}}`,
    entry.replace('"Secret":', '"Sekret":'),
    entry.replace('"a password"', "a password"),
    JSON.stringify({ ...given[0], Secret: "x".repeat(65_536) }),
  ]) {
    const { status, stdout } = ask(machine, "store", broken);
    assert.equal(status, 1, broken.slice(0, 200));
    assert.match(stdout, /nothing was stored|no credentials server|more than 65536 bytes/);
  }
  assert.deepEqual(readdirSync(stored(machine)), []);
});

test("it says what it is and how it is used", () => {
  const machine = newMachine();
  const version = ask(machine, "version");
  assert.equal(version.stdout, `docker-credential-portus for ${stack.portus.url}\n`);
  assert.match(ask(machine, "--help").stdout, /^Usage: .*docker logout/s);
  const misused = ask(machine, "frobnicate");
  assert.deepEqual([misused.status, misused.stdout], [64, ""]);
});

describe("the served script", () => {
  test("has no placeholder, and may be cached", async () => {
    const answer = await fetch(`${stack.portus.url}/docker-credential-portus`);

    assert.match(answer.headers.get("content-type") ?? "", /^text\/x-shellscript/);
    assert.match(answer.headers.get("cache-control") ?? "", /public/);
    assert.equal(answer.headers.get("set-cookie"), null);
    assert.doesNotMatch(script, /example\.com/);
    assert.ok(script.includes(`registries=${host}\n`));
  });

  test("needs nothing but sh and common programs: it works without curl, by wget", async () => {
    await forget();
    const folder = mkdtempSync(join(stack.directory, "bin-"));
    const programs =
      "sh head tr sed od cut mkdir mv rm cat sleep uname hostname mktemp tail wc wget";
    for (const name of programs.split(" "))
      symlinkSync(run(["sh", "-c", `command -v ${name}`]).output.trim(), join(folder, name));
    const machine = newMachine(folder);

    await signIn(machine, withInput);
    assert.equal((await tokens()).length, 1);
    assert.match(ask(machine, "get", host).stdout, /ptk_/);
    ask(machine, "erase", host);

    assert.deepEqual(await tokens(), []);
  });
});
