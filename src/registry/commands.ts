import { config } from "../config.ts";
import { Invalid } from "../errors.ts";
import { registryConfig, registrySettings } from "./config-file.ts";

type Options = Record<string, string | boolean | undefined>;

/** `registry-config`: the config.yml that makes a registry work with this Portus. */
export function registryConfigCommand(options: Options): string {
  const preset = registrySettings(config);
  const given = (name: string, otherwise: string) => String(options[name] ?? otherwise);
  return registryConfig({
    ...preset,
    version: majorVersion(given("registry", "3")),
    listen: given("listen", preset.listen),
    storage: given("storage", preset.storage),
    realm: given("realm", preset.realm),
    certificate: given("certificate", preset.certificate),
    eventsUrl: given("events-url", preset.eventsUrl),
  });
}

function majorVersion(text: string): 2 | 3 {
  if (/^2(\.8(\.\d+)?)?$/.test(text)) return 2;
  if (/^3(\.\d+)*$/.test(text)) return 3;
  throw new Invalid({ registry: `There is no config for a registry ${text}: say 2 (2.8) or 3.` });
}
