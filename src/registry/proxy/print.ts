import { type Config, config } from "../../platform/config/config.ts";
import { Invalid } from "../../platform/errors.ts";
import { optionProblem, upstreamCheck } from "../option-checks.ts";
import { caddyConfig } from "./caddy.ts";
import { haproxyConfig } from "./haproxy.ts";
import { nginxConfig } from "./nginx.ts";
import { forwardsToItself, type Site } from "./rules.ts";
import { traefikConfig } from "./traefik.ts";

const printers: Record<string, (site: Site) => string> = {
  nginx: nginxConfig,
  caddy: caddyConfig,
  traefik: traefikConfig,
  haproxy: haproxyConfig,
};

interface Given {
  service?: string | undefined; // of another registry than the default one
  portus?: string | undefined; // where the proxy reaches Portus
  registry?: string | undefined; // where the proxy reaches the registry
  registryUrl?: string; // how Portus reaches it, if it is not the default one
}

/** `registry-config --proxy NAME`: a complete proxy configuration for this instance. */
export function proxyConfig(proxy: string, given: Given): string {
  const print = printers[proxy];
  if (!print) {
    const known = Object.keys(printers).join(", ");
    throw new Invalid({
      proxy: `There are no rules for a proxy ${proxy}. Choose one of: ${known}.`,
    });
  }
  return print(siteOf(given));
}

/** A warning if the registry's address is the one that the proxy listens on; otherwise null. */
export function proxyNote(given: Given): string | null {
  const site = siteOf(given);
  if (!forwardsToItself(site)) return null;
  const { host, port } = site;
  return `The proxy and the registry cannot both listen on ${host}:${port}. Move the registry to another port (with bin/up: set REGISTRY_PORT, and keep PORTUS_REGISTRY_HOST=${host}:${port}), or give its address with --registry-upstream.`;
}

/** What the proxy in front of a registry has to know. */
export function siteOf(given: Given, of: Pick<Config, "url" | "port" | "registry"> = config): Site {
  const { service = of.registry.host, portus, registry } = given;
  const { protocol, host } = new URL(of.url);
  const site = new URL(`${protocol}//${service}`);
  const registryUrl = new URL(given.registryUrl ?? of.registry.url);
  return {
    host: site.hostname,
    port: Number(site.port || (protocol === "https:" ? 443 : 80)),
    https: protocol === "https:",
    portus: upstream("portus-upstream", portus) ?? `127.0.0.1:${of.port}`,
    registry: upstream("registry-upstream", registry) ?? withPort(registryUrl),
    registryHttps: registry === undefined && registryUrl.protocol === "https:",
    pages: site.host === host,
  };
}

function withPort({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

const examples = { "portus-upstream": "portus:3000", "registry-upstream": "registry:5000" };

function upstream(option: keyof typeof examples, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const problem = optionProblem(upstreamCheck(examples[option]), text);
  if (problem) throw new Invalid({ [option]: `--${option} ${problem}` });
  return text;
}
