import { config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";

/** How to install the credential helper: a command, and the setting of docker for these registries. */
export function helperInstallation(hosts: readonly string[]) {
  const file = "~/.local/bin/docker-credential-portus";
  const from = config.url + paths.credentialHelper();
  const credHelpers = Object.fromEntries(hosts.map((host) => [host, "portus"]));
  return {
    command: `mkdir -p ~/.local/bin && curl -fo ${file} ${from} && chmod +x ${file}`,
    setting: JSON.stringify({ credHelpers }, null, 2),
  };
}
