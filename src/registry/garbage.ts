import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { config } from "../platform/config/config.ts";
import { db, type Registry } from "../platform/db/client.ts";
import { trustOf } from "../platform/outgoing/trust.ts";
import { addressOf, get, pullAuthorization } from "./client/client.ts";
import { programFile, type RegistryProgram } from "./config/file.ts";

/** How to run garbage collection, which frees the space of deleted images, at one registry. */
export interface GarbageCollection {
  where: string;
  commands: string[];
  config: string; // the registry's config file
  version: 2 | 3 | null;
}

/** The commands of garbage collection for the way this registry runs. */
export async function garbageCollection(registry: Registry): Promise<GarbageCollection> {
  const { protocol, hostname, port } = new URL(registry.url);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const isOurs =
    isLocal && Number(port || (protocol === "https:" ? 443 : 80)) === config.registry.port;
  const program = isOurs ? readProgram() : null;
  if (program) return forBinUp(program);

  const version = await versionOf(registry);
  if (!isLocal && !hostname.includes(".")) return forService(hostname, version);
  return forHost(registry, version);
}

/** The commands for `bin/up`, which also runs the registry and must be stopped first. */
function forBinUp({ command, version }: RegistryProgram): GarbageCollection {
  const file = join(config.dataDir, "registry", "config.yml");
  const home = join(config.dataDir, "registry");
  const prefix =
    command.length > 0
      ? command.map(shellQuoted).join(" ")
      : `docker run --rm -v ${shellQuoted(`${home}:${home}`)} registry:3`;
  return {
    where: "bin/up runs this registry. Stop it (Ctrl-C), run the commands, and start it again.",
    commands: commandsFor(`${prefix} garbage-collect`, shellQuoted(file)),
    config: file,
    version,
  };
}

/** A single-label host name: a service of Compose or Kubernetes. */
function forService(name: string, version: 2 | 3 | null): GarbageCollection {
  const file = "/wiring/config.yml";
  const run = `docker compose run --rm --no-deps ${name} garbage-collect`;
  return {
    where: `${name} is a service in a container. In Kubernetes run “registry garbage-collect” in its pod instead, with the same file.`,
    commands: [
      `docker compose stop ${name}`,
      ...commandsFor(run, file),
      `docker compose start ${name}`,
    ],
    config: file,
    version,
  };
}

function forHost({ hostname }: Registry, version: 2 | 3 | null): GarbageCollection {
  const file = version === 2 ? "/etc/docker/registry/config.yml" : "/etc/distribution/config.yml";
  return {
    where: `Run the commands where ${hostname} runs, as the user that the registry runs as. If its config is stored elsewhere, name that file.`,
    commands: commandsFor("registry garbage-collect", file),
    config: file,
    version,
  };
}

const commandsFor = (collect: string, file: string) => [
  `${collect} --dry-run ${file}`,
  `${collect} ${file}`,
];

const shellQuoted = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function readProgram(): RegistryProgram | null {
  const file = programFile(config.dataDir);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/** Whether the registry is 3.x: it refuses a negative `n` in a list of tags, and 2.x ignores `n`. */
async function versionOf(registry: Registry): Promise<2 | 3 | null> {
  const some = await db.tag.findFirst({
    where: { repository: { namespace: { registryId: registry.id } } },
    select: { repository: { select: { fullName: true } } },
  });
  const name = some?.repository.fullName;
  const address = name && addressOf(registry, name, "tags/list?n=-1");
  if (!name || !address) return null;
  const answer = await get(address, {
    headers: pullAuthorization(registry, name),
    limit: 1_000_000,
    timeouts: { connect: 500, total: 1_500 },
    ...trustOf(registry, address),
  });
  if (!answer.ok) return null;
  const { status } = answer.value;
  if (status === 400) return 3;
  return status === 200 ? 2 : null;
}
