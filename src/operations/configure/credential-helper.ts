import { shellWord } from "../../identity/tokens/snippets/quoting.ts";
import { config } from "../../platform/config/config.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import { deployed, replaced } from "./deployed.ts";

const template = deployed("deploy/docker-credential-portus");

/** The credential helper, for this Portus and its registries. */
export async function credentialHelperScript(): Promise<string> {
  const hosts = (await registryHosts()).map((host) => host.toLowerCase());
  return replaced(template, [
    ["portus='https://portus.example.com'", `portus=${shellWord(config.url)}`],
    ["registries='registry.example.com'", `registries=${shellWord(hosts.join(" "))}`],
  ]);
}

/** The registries as people type them, oldest first. */
export async function registryHosts(): Promise<string[]> {
  const names = (await knownRegistries()).map(({ hostname }) => hostname);
  return [...new Set([config.registry.host, ...names])];
}
