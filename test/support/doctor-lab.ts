import { fail } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { findProgram } from "../../src/main/up/program.ts";
import type { Diagnosis } from "../../src/operations/doctor/doctor.ts";
import { registryConfig } from "../../src/registry/config/file.ts";
import { testDatabaseUrl } from "./postgres.ts";
import {
  answers,
  answersWhile,
  freePort,
  must,
  root,
  run,
  type Started,
  start,
  typescript,
} from "./processes.ts";
import { until } from "./waiting.ts";

type Env = Record<string, string>;

/** Portus and a real registry, both of which can be broken, asked and repaired again. */
export interface DoctorLab {
  directory: string;
  env: Env;
  ports: { portus: number; registry: number };
  /** Changes the registry's config.yml and restarts it. `before` is what its command begins with. */
  reconfigure(change: (config: string) => string, before?: string[]): Promise<void>;
  /** Changes the environment of Portus and of the doctor, and restarts Portus. */
  setEnv(change: Env): Promise<void>;
  stopPortus(): Promise<void>;
  file(name: string): string;
  /** Runs bin/portus doctor --json. */
  doctor(...options: string[]): Diagnosis & { status: number | null };
  portus(): string; // what it said
}

const eventsSecret = "the events secret of the lab";

export async function startDoctorLab({ databaseUrl = "" } = {}): Promise<DoctorLab> {
  const directory = mkdtempSync(join(tmpdir(), "portus-doctor-"));
  const ports = { portus: await freePort(), registry: await freePort() };
  const url = `http://localhost:${ports.portus}`;
  const env: Env = {
    PORT: `${ports.portus}`,
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl || (await testDatabaseUrl()),
    PORTUS_DATA_DIR: join(directory, "data"),
    PORTUS_URL: url,
    PORTUS_REGISTRY_HOST: `localhost:${ports.registry}`,
    PORTUS_REGISTRY_URL: `http://localhost:${ports.registry}`,
    PORTUS_EVENTS_SECRET: eventsSecret,
    PORTUS_LOG_LEVEL: "info",
  };
  const file = (name: string) => join(directory, name);
  let portus = await startPortus(env, ports.portus);
  let registry: Started | null = null;

  writeFileSync(file("ca.crt"), readFileSync(join(env.PORTUS_DATA_DIR ?? "", "ca.crt")));
  const { command, version } = registryProgram();
  writeFileSync(
    file("config.yml"),
    registryConfig({
      version,
      listen: `127.0.0.1:${ports.registry}`,
      storage: file("storage"),
      realm: `${url}/v2/token`,
      service: `localhost:${ports.registry}`,
      issuer: "localhost",
      certificate: file("ca.crt"),
      eventsUrl: `${url}/v2/webhooks/events`,
      eventsSecret,
      httpSecret: "the http secret of the lab",
    }),
  );

  async function startRegistry(before: string[]): Promise<void> {
    await registry?.stop("SIGKILL");
    const started = start([...before, ...command, "serve", file("config.yml")], {
      OTEL_TRACES_EXPORTER: "none",
      REGISTRY_AUTH_FILE: undefined,
    });
    registry = started;
    const scheme = /^ {2}tls:/m.test(readFileSync(file("config.yml"), "utf8")) ? "https" : "http";
    const address = `${scheme}://localhost:${ports.registry}/`;
    const up = () => isUp(started, address);
    await until(up, `the registry to answer; it said ${started.said()}`, 60_000);
  }

  after(async () => {
    await registry?.stop("SIGKILL");
    await portus.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  await startRegistry([]);

  return {
    directory,
    env,
    ports,
    file,
    reconfigure: async (change, before = []) => {
      writeFileSync(file("config.yml"), change(readFileSync(file("config.yml"), "utf8")));
      await startRegistry(before);
    },
    setEnv: async (change) => {
      Object.assign(env, change);
      await portus.stop();
      portus = await startPortus(env, ports.portus);
    },
    stopPortus: async () => void (await portus.stop()),
    portus: () => portus.said(),
    doctor: (...options) => diagnosisOf(env, options),
  };
}

/** With its whole path, which an emulator needs. */
function registryProgram() {
  const program = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
  const [name = "", ...more] = program.command;
  return { ...program, command: [must(["which", name]).trim(), ...more] };
}

async function isUp(registry: Started, address: string): Promise<boolean> {
  if (registry.child.exitCode !== null) throw new Error(`it ended: ${registry.said()}`);
  if (address.startsWith("http:")) return answers(address, 200);
  return run(["curl", "--silent", "--insecure", "--output", "/dev/null", address]).status === 0;
}

/** `before` is what its command begins with, and `cwd` the checkout that it runs. */
export async function startPortus(
  env: Env,
  port: number,
  { before = [], cwd = root }: { before?: string[]; cwd?: string } = {},
): Promise<Started> {
  const command = [...before, process.execPath, ...typescript, "src/main/server.ts"];
  const portus = start(command, env, cwd);
  const ready = () => answersWhile(portus, `http://127.0.0.1:${port}/readyz`, 200);
  await until(ready, "Portus to be ready", 60_000);
  return portus;
}

/** Runs the command without its standard error, which could mix with the JSON. */
export function diagnosisOf(
  env: Env,
  options: string[] = [],
  before: string[] = [],
  node = process.execPath,
): Diagnosis & { status: number | null } {
  const words = [...before, node, ...typescript, "src/main/cli.ts", "doctor", "--json", ...options];
  const script = `${words.map((word) => `'${word}'`).join(" ")} 2>/dev/null`;
  const { status, output } = run(["sh", "-c", script], env);
  return { ...JSON.parse(output), status };
}

export const failedOf = ({ checks }: Diagnosis): string[] =>
  checks.filter(({ ok }) => ok === false).map(({ id }) => id);

export const checkOf = ({ checks }: Diagnosis, id: string) =>
  checks.find((check) => check.id === id) ?? fail(`there is no check ${id}`);

export const linesOf = ({ checks }: Diagnosis, id: string): string[] =>
  checks.find((check) => check.id === id)?.cure.slice(1) ?? [];

/** Pastes lines of YAML into a config: each replaces the line of its key, or follows the line of its section. */
export function paste(lines: readonly string[], section?: string) {
  return (config: string): string =>
    lines.reduce((text, line) => {
      const key = line.slice(0, line.indexOf(":") + 1);
      const before = text.split("\n");
      const at = before.findIndex((it) => it.startsWith(key));
      if (at >= 0) return before.with(at, line).join("\n");
      const under = before.indexOf(section ?? "");
      return before.toSpliced(under + 1, 0, line).join("\n");
    }, config);
}

/** The settings among the lines to paste, as NAME=value. */
export const settingsIn = (lines: readonly string[]): Env =>
  Object.fromEntries(
    lines
      .map((line) => /^([A-Z_]+)=(.*)$/.exec(line))
      .filter((it) => it !== null)
      .map(([, name = "", value = ""]) => [name, value]),
  );

/** Runs a line of a cure in a shell, as somebody who pasted it there. */
export const shell = (line: string, env: Env): string => must(["sh", "-c", line], env);

/** A CA and a certificate of it for some names. */
export function makeCertificate(
  lab: DoctorLab,
  names: string,
): { certificate: string; key: string; ca: string } {
  const [caKey, ca] = [lab.file("tls-ca.key"), lab.file("tls-ca.pem")];
  const [key, certificate] = [lab.file("tls.key"), lab.file("tls.pem")];
  const request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365"];
  must([...request, "-keyout", caKey, "-out", ca, "-subj", "/CN=An unknown CA"]);
  const signing = ["-CA", ca, "-CAkey", caKey, "-addext", `subjectAltName=${names}`];
  const leaf = ["-addext", "basicConstraints=critical,CA:FALSE"];
  must([
    ...request,
    "-keyout",
    key,
    "-out",
    certificate,
    "-subj",
    "/CN=registry",
    ...signing,
    ...leaf,
  ]);
  return { certificate, key, ca };
}
