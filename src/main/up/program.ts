import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A registry that can be run: the command before its `serve`, and which config it reads. */
export interface Program {
  command: string[];
  version: 2 | 3;
  description: string;
}

const known = ["registry", "docker-registry"];
const advice =
  "Install Debian's docker-registry package, or name a registry's binary: REGISTRY_BIN=/path/to/registry bin/up";

/** Finds a registry program and installs one if there is none. Throws with what to install if that fails. */
export function findProgram(named: string | null, say: (text: string) => void): Program {
  if (named)
    return programAt(named) ?? fail(`REGISTRY_BIN names ${named}, which ${problemWith(named)}`);

  const found = firstUsable(known) ?? installWithApt(say) ?? unpackPackage(say) ?? inContainer();
  return found ?? fail(`There is no registry to run on this machine. ${advice}`);
}

function firstUsable(names: string[]): Program | undefined {
  for (const name of names) {
    const program = programAt(name);
    if (program) return program;
  }
  return undefined;
}

/** Asks the binary for its version: `registry github.com/distribution/distribution/v3 v3.0.0`. */
function programAt(binary: string): Program | undefined {
  const { status, stdout } = spawnSync(binary, ["--version"], {
    encoding: "utf8",
    timeout: 10_000,
  });
  const version = status === 0 ? versionOf(stdout) : undefined;
  return version && { command: [binary], version, description: stdout.trim() };
}

export function versionOf(text: string): 2 | 3 | undefined {
  const last = text.trim().split(/\s+/).at(-1) ?? "";
  const major = /^v?([23])\.\d/.exec(last)?.[1];
  if (major) return major === "3" ? 3 : 2;
  if (text.includes("/distribution/v3")) return 3;
  return text.includes("docker/distribution") ? 2 : undefined;
}

function problemWith(binary: string): string {
  try {
    accessSync(binary, constants.X_OK);
    return "does not answer --version as Distribution 2.8 or 3 does. Name a registry's binary.";
  } catch {
    return "is not a program that can be run. Correct the path, or leave REGISTRY_BIN out.";
  }
}

function installWithApt(say: (text: string) => void): Program | undefined {
  if (process.getuid?.() !== 0 || !has("apt-get")) return undefined;
  say("Installing a registry (apt-get install docker-registry)");
  spawnSync(fileURLToPath(new URL("../../../bin/apt-install", import.meta.url)), [
    "docker-registry",
  ]);
  return firstUsable(known);
}

/** Downloads a Debian package and unpacks it, which needs no root. */
function unpackPackage(say: (text: string) => void): Program | undefined {
  if (!has("apt-get") || !has("dpkg-deb")) return undefined;
  const directory = join(process.cwd(), "node_modules", ".registry");
  const binary = join(directory, "usr", "bin", "docker-registry");
  const earlier = programAt(binary);
  if (earlier) return earlier;
  say("Fetching a registry (Debian's docker-registry, unpacked beside the dependencies)");
  const steps =
    'mkdir -p "$0" && cd "$0" && apt-get download docker-registry && dpkg-deb -x *.deb .';
  spawnSync("sh", ["-c", steps, directory], { timeout: 120_000 });
  return programAt(binary);
}

function inContainer(): Program | undefined {
  if (spawnSync("docker", ["info"], { timeout: 10_000 }).status !== 0) return undefined;
  return { command: [], version: 3, description: "registry:3 in a container" };
}

function has(tool: string): boolean {
  return !spawnSync(tool, ["--version"]).error;
}

function fail(sentence: string): never {
  throw new Error(sentence);
}
