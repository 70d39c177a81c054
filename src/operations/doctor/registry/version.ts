import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { config } from "../../../platform/config/config.ts";
import { parseJson } from "../../../platform/json.ts";
import { programFile } from "../../../registry/config/file.ts";
import { isDefaultRegistry } from "../../../registry/registries.ts";
import { portusToken } from "../../../registry/signing/token.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";
import { ask } from "./ask.ts";
import type { Facts } from "./facts.ts";
import { holesOf } from "./holes.ts";

export const versionChecks = (facts: Facts, id: (name: string) => string): Check[] => [
  {
    id: id("version"),
    title: "The registry has no known vulnerability",
    needs: [id("trust"), id("issuer"), id("service"), id("clock")],
    run: () => versionVerdict(facts),
  },
];

async function versionVerdict(facts: Facts): Promise<Verdict> {
  const exact = isDefaultRegistry(facts.registry) ? await localVersion() : null;
  if (exact) return exactVerdict(exact);
  const major = await facts.majorVersion();
  const status = await longList(facts);
  if (status === 401 || status === 0) return unchecked("it lists nothing to Portus.");
  if (status === 200)
    return wrong(
      `The registry lists more than 1,000 repositories in one answer. Distribution 2.8.2 and later refuse that: it is older and has CVE-2023-2253 (a request for a long list fills the memory), or its limit was raised.`,
      "Install Distribution 2.8.3, or 3.1.1 or later. If it is new, set this in the registry's config.yml, and restart it:",
      "catalog: {maxentries: 1000}",
    );
  return fine(
    `Distribution ${major}, which does not say its exact version. ${major === 3 ? "3.1.1" : "2.8.3"} or later has no hole that Portus knows of.`,
  );
}

export function exactVerdict(version: string): Verdict {
  const found = holesOf(version);
  if (found.length === 0) return fine(`Distribution ${version}.`);
  return wrong(
    `Distribution ${version} has ${found.join("; ")}.`,
    `Install ${version.startsWith("3") ? "Distribution 3.1.1 or later" : "Distribution 2.8.3 or later"}, and restart the registry:`,
    version.startsWith("3") ? "docker pull registry:3" : "docker pull registry:2",
  );
}

/** The version of the registry that bin/up runs on this machine. */
async function localVersion(): Promise<string | null> {
  const file = programFile(config.dataDir);
  const program = existsSync(file) ? parseJson(readFileSync(file)) : undefined;
  const command: unknown = Reflect.get(Object(program ?? {}), "command");
  const [binary] = Array.isArray(command) ? command : [];
  if (typeof binary !== "string") return null;
  const { stdout } = await run(binary, ["--version"], { timeout: 3_000 }).catch(() => ({
    stdout: "",
  }));
  return /\bv?(\d+\.\d+\.\d+(?:-[a-z]+\.?\d+)?)/.exec(stdout)?.[1] ?? null;
}

const run = promisify(execFile);

/** How the registry answers a request for a list that is longer than Distribution allows by default. */
async function longList({ registry }: Facts): Promise<number> {
  const access = [{ type: "registry", name: "catalog", actions: ["*"] }];
  const token = portusToken(registry.hostname, access);
  const answer = await ask(registry, "/v2/_catalog?n=1001", { token, truncate: true });
  return answer.ok ? answer.value.status : 0;
}
