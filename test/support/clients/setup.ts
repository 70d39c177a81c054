import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { findProgram as findRegistry } from "../../../src/main/up/program.ts";
import { db } from "../../../src/platform/db/client.ts";
import { freePort, must, type Started, start, typescript } from "../processes.ts";
import { type Stack, startStack } from "../stack.ts";
import { until } from "../waiting.ts";
import type { Column } from "./matrix.ts";
import { imageLayout, type Layout } from "./oci-layouts.ts";
import { newPerson, password, pushing } from "./people.ts";

/** Portus and a registry for tests of clients: ben's namespace is private, ada's is public, and each has an image `base:1`. */
export interface ClientSetup {
  stack: Stack;
  host: string;
  image: Layout;
  config: string; // docker's config.json after ben's `docker login`
  home: Record<string, string>; // the environment of a home directory with that config
  /** A line for each request to the token endpoint, without secrets. */
  tokenRequests(): string[];
  report(cell: Cell): void;
}

interface Cell {
  client: { name: string; needs: string[]; version: () => string };
  column: Column;
  outcome: string;
}

export async function startClientSetup(): Promise<ClientSetup> {
  let relay: Started | undefined;
  const stack = await startStack({
    relay: async (portus) => {
      const port = await freePort();
      const started = start(
        [process.execPath, ...typescript, "test/support/clients/token-relay.ts", `${port}`, portus],
        {},
      );
      await until(() => started.said().includes("listening"), "the relay to listen");
      relay = started;
      return `http://localhost:${port}`;
    },
  });
  after(() => relay?.stop());
  const tokenRequests = () => relay?.said().trim().split("\n").slice(1) ?? [];
  const { host } = stack.registry;
  const [ada, ben] = [await newPerson(stack, "ada"), await newPerson(stack, "ben")];
  await db.namespace.updateMany({ where: { name: "ada" }, data: { visibility: "public" } });
  const image = imageLayout(join(stack.directory, "base"), "base");
  for (const who of [ada, ben]) {
    const { status, output } = pushing(stack, who, image, `${who.name}/base:1`);
    if (status !== 0) throw new Error(output);
  }
  const registry = findRegistry(process.env.REGISTRY_BIN ?? null, () => {}).description;
  const setup = {
    stack,
    host,
    image,
    tokenRequests,
    config: "",
    home: {},
    report: reporter(registry),
  };
  const config = dockerLogin(setup);
  return { ...setup, config, home: newHome(setup, config) };
}

/** The environment of a new home directory, with a docker config or without any login. */
export function newHome({ stack }: { stack: Stack }, config: string | null) {
  const home = mkdtempSync(join(stack.directory, "home-"));
  const docker = join(home, ".docker");
  mkdirSync(docker);
  if (config) writeFileSync(join(docker, "config.json"), config);
  return {
    HOME: home,
    DOCKER_CONFIG: docker,
    DOCKER_HOST: "unix:///nowhere", // docker login needs no engine
    XDG_RUNTIME_DIR: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    BUILDX_CONFIG: join(home, "buildx"),
    REGCTL_CONFIG: join(home, "regctl.json"),
    COSIGN_PASSWORD: "",
  };
}

/** The config.json that docker login writes: an identity token, and no password. */
function dockerLogin(setup: { stack: Stack; host: string }): string {
  const env = newHome(setup, null);
  must(["docker", "login", "--username", "ben", "--password-stdin", setup.host], env, password);
  const config = readFileSync(join(env.DOCKER_CONFIG, "config.json"), "utf8");
  if (!/"identitytoken": *"prt_/.test(config))
    throw new Error("docker login stored no identity token");
  return config;
}

/** Appends cells of docs/clients.md to the file in CLIENTS_REPORT, a line each. */
function reporter(registry: string) {
  const file = process.env.CLIENTS_REPORT;
  return ({ client, column, outcome }: Cell) => {
    if (!file) return;
    const found = !outcome.endsWith("not found");
    const version = found ? client.version() : "";
    const cell = { registry, client: client.name, version, column, outcome };
    appendFileSync(file, `${JSON.stringify(cell)}\n`);
  };
}
