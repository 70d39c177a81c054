import { BlockList, isIP, isIPv6 } from "node:net";
import type { Config } from "../../platform/config/config.ts";

/** Where clients get tokens, and the registry that sends them there. */
export interface Realm {
  url: string; // of Portus, as clients reach it
  host: string; // of the registry, as people type it
  registryUrl: string | null; // how Portus reaches the registry; null if unknown
}

export const realmOf = ({ url, registry }: Config): Realm => ({
  url,
  host: registry.host,
  registryUrl: registry.url,
});

/**
 * The reasons why some clients will refuse to log in. docker, podman and containerd accept any token address.
 * go-containerregistry (crane, ko, kaniko, cosign) refuses a literal private address unless it is the registry's own, and
 * http if the registry has https; regctl refuses http as well.
 */
export function realmProblems(realm: Realm): string[] {
  const { protocol, hostname } = new URL(realm.url);
  const problems: string[] = [];
  if (isPrivate(hostname) && !isSameHost(realm))
    problems.push(
      `crane, ko, kaniko and cosign will refuse to log in to ${realm.host}: its tokens come from ${realm.url}, a private address other than the registry's own. ${sameName} Or set PORTUS_URL to a host name.`,
    );
  if (protocol === "http:" && usesHttps(realm))
    problems.push(
      `crane, ko, kaniko, cosign and regctl will refuse to log in to ${realm.host}: the registry has https, and its tokens come over http from ${realm.url}. ${sameName} Or serve Portus over https, and set PORTUS_URL to that.`,
    );
  return problems;
}

const sameName =
  "Give both the same host name and scheme by a proxy: bin/portus registry-config --proxy nginx (or caddy, traefik, haproxy) prints its rules.";

const privateBlocks = new BlockList();
for (const block of ["0.0.0.0/32", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"])
  addBlock(block);
for (const block of ["192.168.0.0/16", "::/127", "fc00::/7", "fe80::/10"]) addBlock(block);

function addBlock(block: string): void {
  const [address = "", length] = block.split("/");
  privateBlocks.addSubnet(address, Number(length), isIPv6(address) ? "ipv6" : "ipv4");
}

function isPrivate(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  const kind = isIP(address);
  return kind > 0 && privateBlocks.check(address, kind === 6 ? "ipv6" : "ipv4");
}

/** Whether two addresses have the same host and port, including default ports. */
function isSameHost({ url, host }: Realm): boolean {
  const own = new URL(url);
  return new URL(`${own.protocol}//${host}`).host === own.host;
}

/** Whether clients try https: at every registry except on localhost or at a private IP address. */
function usesHttps({ url, host, registryUrl }: Realm): boolean {
  if (registryUrl?.startsWith("https:")) return true;
  const { hostname, port } = new URL(`https://${host}`);
  if (hostname === "localhost" || isPrivate(hostname)) return false;
  return port === "" && !isSameHost({ url, host, registryUrl });
}
