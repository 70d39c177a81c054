import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";
import {
  programFile,
  type RegistryProgram,
  registryConfig,
  registrySettings,
} from "../../registry/config/file.ts";
import type { Part } from "./part.ts";
import type { Program } from "./program.ts";

export const pidFiles = (config: Config) => ({
  portus: join(config.dataDir, "portus.pid"),
  registry: join(config.dataDir, "registry", "registry.pid"),
});

export function portusPart(config: Config): Part {
  const server = fileURLToPath(new URL("../server.js", import.meta.url));
  return {
    name: "Portus",
    command: [process.execPath, ...process.execArgv, server],
    log: join(config.dataDir, "portus.log"),
    pidFile: pidFiles(config).portus,
    healthy: () => isAnswering(`${urlOf(config, config.port)}/readyz`, 200),
    stopTimeoutMs: 20_000, // requests in flight, then Postgres
  };
}

/** The registry, with a config that is rewritten for this instance at each start. */
export function registryPart(config: Config, program: Program): Part {
  const home = join(config.dataDir, "registry");
  const file = join(home, "config.yml");
  const eventsUrl = `${urlOf(config, config.port)}${paths.registryEvents()}`;
  const settings = { ...registrySettings(config), version: program.version, eventsUrl };
  mkdirSync(settings.storage, { recursive: true });
  chmodSync(home, 0o700); // it may be from before new files were closed to other accounts
  writeFileSync(file, registryConfig(settings), { mode: 0o600 });
  const { command, version } = program;
  writeFileSync(
    programFile(config.dataDir),
    JSON.stringify({ command, version } satisfies RegistryProgram),
  );
  return {
    name: "The registry",
    command:
      program.command.length > 0 ? serveCommand(program, file) : dockerRun(config, home, file),
    log: join(home, "registry.log"),
    pidFile: pidFiles(config).registry,
    healthy: () => isAnswering(`${urlOf(config, config.registry.port)}/v2/`, 401),
    stopTimeoutMs: 8_000, // its drain time and a little
  };
}

// The registry reads REGISTRY_… variables as its settings. These belong to Portus and podman.
const ownVariables = ["REGISTRY_PORT", "REGISTRY_BIN", "REGISTRY_AUTH_FILE"];

function serveCommand({ command }: Program, file: string): string[] {
  const unset = ownVariables.flatMap((name) => ["-u", name]);
  return ["env", ...unset, "OTEL_TRACES_EXPORTER=none", ...command, "serve", file];
}

/** The container uses the same paths as the host, so that one config fits both. */
function dockerRun(config: Config, home: string, file: string): string[] {
  const ca = registrySettings(config).certificate;
  const user = `${process.getuid?.()}:${process.getgid?.()}`;
  const run = ["docker", "run", "--rm", "--name", `portus-registry-${config.registry.port}`];
  const reach = ["--network", "host", "--user", user, "-e", "OTEL_TRACES_EXPORTER=none"];
  return [...run, ...reach, "-v", `${home}:${home}`, "-v", `${ca}:${ca}:ro`, "registry:3", file];
}

/** The address at which this machine reaches a server that listens on HOST. */
export function urlOf({ host }: Config, port: number): string {
  if (host === "0.0.0.0" || host === "") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function isAnswering(url: string, status: number): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.status === status;
  } catch {
    return false;
  }
}
