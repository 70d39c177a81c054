import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { eventsSecretOf } from "../events-secrets.ts";
import {
  eventsUrlCheck,
  folderCheck,
  listenCheck,
  optionProblem,
  realmCheck,
} from "../option-checks.ts";
import { caCertificate } from "../signing/keys.ts";
import { registryConfig, registrySettings } from "./file.ts";
import { realmOf, realmProblems } from "./realm.ts";

type Options = Record<string, string | boolean | undefined>;

/** The config.yml that connects a registry to this Portus. Comments in it warn of what some clients will refuse. */
export function registryConfigText(options: Options): string {
  const preset = registrySettings(config);
  const given = (name: string, otherwise: string) => String(options[name] ?? otherwise);
  refuseUnusable(options);
  const notes = realmNotes(options).map((note) => `# Note: ${note}\n`);
  const text = registryConfig({
    ...preset,
    version: majorVersion(given("registry", "3")),
    listen: given("listen", preset.listen),
    storage: given("storage", preset.storage),
    realm: given("realm", preset.realm),
    service: given("service", preset.service),
    certificate: given("certificate", preset.certificate),
    eventsUrl: given("events-url", preset.eventsUrl),
    eventsSecret: given("eventsSecret", preset.eventsSecret),
  });
  return notes.join("") + text;
}

/** Checks the options before they are written to config.yml, where the registry would report errors only at its start. */
export function refuseUnusable(options: Options): void {
  majorVersion(String(options.registry ?? "3"));
  for (const [option, check] of Object.entries(checks)) {
    const value = options[option];
    const problem = typeof value === "string" ? optionProblem(check, value) : null;
    if (problem) throw new Invalid({ [option]: `--${option} ${problem}` });
  }
}

const checks = {
  realm: realmCheck,
  "events-url": eventsUrlCheck,
  listen: listenCheck,
  storage: folderCheck,
};

/** Warnings about clients that will refuse the address of the token endpoint. */
export function realmNotes({ realm, service }: Options): string[] {
  const own = realmOf(config);
  const url = typeof realm === "string" && URL.canParse(realm) ? realm : own.url;
  const other = typeof service === "string" && service !== own.host;
  return realmProblems({ ...own, url, ...(other && { host: service, registryUrl: null }) });
}

/** `registry-config --into FOLDER`: writes config.yml and the certificate that it names. */
export function wireRegistry(folder: string, options: Options): string {
  const certificate = join(folder, "portus.crt");
  mkdirSync(folder, { recursive: true });
  writeFileSync(certificate, caCertificate());
  const text = registryConfigText({ ...options, certificate });
  writeFileSync(join(folder, "config.yml"), text, { mode: 0o600 });
  return `The registry's config and certificate are in ${folder}.`;
}

/** The token service and the events secret of a registry that admins have added, by its name. */
export async function optionsNamed(name: string): Promise<Options> {
  const found = await db.registry.findUnique({ where: { name } });
  if (found) return { service: found.hostname, eventsSecret: eventsSecretOf(found) };
  const all = await db.registry.findMany({ select: { name: true }, orderBy: { id: "asc" } });
  const names = all.map((registry) => registry.name).join(", ");
  throw new Invalid({ name: `There is no registry ${name}. These are known: ${names}.` });
}

function majorVersion(text: string): 2 | 3 {
  if (/^2(\.8(\.\d+)?)?$/.test(text)) return 2;
  if (/^3(\.\d+)*$/.test(text)) return 3;
  throw new Invalid({
    registry: `There is no config for a registry ${text}. Choose 2 (2.8) or 3.`,
  });
}
