import type { Command, Within } from "../../platform/command.ts";
import { Invalid } from "../../platform/errors.ts";
import { printError } from "../../platform/terminal.ts";
import { proxyRules } from "../proxy/rules.ts";

const text = { type: "string" } as const;

const registryConfig: Command = {
  name: "registry-config",
  options: {
    registry: text,
    listen: text,
    storage: text,
    realm: text,
    certificate: text,
    "events-url": text,
    into: text,
    name: text,
    proxy: text,
    "portus-upstream": text,
    "registry-upstream": text,
  },
  does: "Prints the config.yml of a registry for this instance, writes it into a folder with the certificate that it names, or prints the configuration of a proxy before both.",
  details: details(),
  run: async (_words, values, within) => {
    await refuseWrongOptions(values);
    const { name } = values;
    if (typeof name !== "string") return print(values, within);
    return within(async () => {
      const { optionsNamed } = await import("./write.ts");
      return print({ ...values, ...(await optionsNamed(name)) }, within);
    });
  },
};

export const commands = [registryConfig];

type Values = Record<string, string | boolean | undefined>;

async function print(values: Values, within: Within): Promise<string> {
  const { realmNotes, registryConfigText, wireRegistry } = await import("./write.ts");
  for (const note of realmNotes(values)) printError(`Note: ${note}`);
  const { into, proxy } = values;
  if (typeof proxy === "string") return printProxy(proxy, values);
  return typeof into === "string"
    ? within(async () => wireRegistry(into, values))
    : registryConfigText(values);
}

async function printProxy(proxy: string, values: Values): Promise<string> {
  const { proxyConfig, proxyNote } = await import("../proxy/print.ts");
  const note = proxyNote(siteIn(values));
  if (note) printError(`Note: ${note}`);
  return proxyConfig(proxy, siteIn(values));
}

function siteIn(values: Values) {
  const given = (option: string) => values[option]?.toString();
  return {
    service: given("service"),
    portus: given("portus-upstream"),
    registry: given("registry-upstream"),
  };
}

/** Checks all options before the registry's name is looked up. */
async function refuseWrongOptions(values: Values): Promise<void> {
  const { proxy } = values;
  if (typeof proxy !== "string") return (await import("./write.ts")).refuseUnusable(values);
  for (const option of ofConfigFile) refuseBesideProxy(option, values[option]);
  (await import("../proxy/print.ts")).proxyConfig(proxy, siteIn(values)); // refuses wrong options
}

const ofConfigFile = ["registry", "listen", "storage", "certificate", "events-url", "into"];

function refuseBesideProxy(option: string, value: Values[string]): void {
  if (value === undefined) return;
  const message = `--${option} is for the registry's config.yml. Run registry-config with it and without --proxy.`;
  throw new Invalid({ [option]: message });
}

function details(): string {
  const width = Math.max(...proxyRules.map(({ path }) => path.length));
  const rule = ({ path, required, does }: (typeof proxyRules)[number]) =>
    `    ${path.padEnd(width)}  ${required ? "" : "(optional) "}${does}`;
  return [
    "    --registry 2|3           which Distribution the config.yml is for; 3 unless given",
    "    --name NAME              another registry than that of PORTUS_REGISTRY_HOST, by its name in Portus",
    "    --listen HOST:PORT       where the registry listens",
    "    --storage FOLDER         where it stores images",
    "    --realm URL              where clients get tokens",
    "    --certificate FILE       where the registry finds Portus's CA certificate",
    "    --events-url URL         where the registry sends its notifications",
    "    --into FOLDER            write config.yml and certificate there",
    "    --proxy NAME             nginx, caddy, traefik or haproxy: print its configuration instead",
    "    --portus-upstream HOST:PORT, --registry-upstream HOST:PORT",
    "                             where the proxy reaches Portus and the registry",
    "",
    "A proxy sends these paths at the registry's host name to Portus, and all others under /v2/ to the registry:",
    ...proxyRules.map(rule),
    "docs/catalogue.md and docs/running/https.md say more.",
  ].join("\n");
}
