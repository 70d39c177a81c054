import { thisInstance } from "../../../src/operations/configure/this-instance.ts";
import { config } from "../../../src/platform/config/config.ts";

const certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

/** An instance at some addresses, with an issuer and secrets of any characters. */
function instanceAt(url: string, host: string, registryUrl: string, more = {}) {
  const registry = { ...config.registry, host, url: registryUrl };
  const issuer = new URL(url).hostname;
  const made = thisInstance({}, { ...config, url, issuer, registry, ...more });
  return { ...made, certificate: () => certificate };
}

const odd = {
  issuer: `it's"$HOME\\{{x}}\${{y}}#:`,
  eventsSecret: `a "b": c # $d \\ ''' \${{e}} {{ .Values }} %{f}`,
};
const long = `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(57)}.example.org`;

/** Instances at all kinds of addresses. */
export const instances = {
  "on this machine": instanceAt("http://localhost:3000", "localhost:5000", "http://localhost:5000"),
  "one host name": instanceAt(
    "https://portus.example.org",
    "portus.example.org",
    "http://registry:5000",
  ),
  "two host names": instanceAt(
    "https://portus.example.org",
    "registry.example.org",
    "http://10.0.0.7:5000",
  ),
  ports: instanceAt(
    "https://portus.example.org:8443",
    "portus.example.org:8443",
    "https://registry.lan",
  ),
  IPv6: instanceAt(
    "https://[2001:db8::1]:8443",
    "[2001:db8::1]:8443",
    "https://[2001:db8::2]:5000",
  ),
  "IPv6 without ports": instanceAt("http://[::1]", "[::1]", "http://[::1]:5000"),
  "a long name, an odd issuer and odd secrets": instanceAt(
    `https://${long}`,
    long,
    "http://10.0.0.7:5000",
    odd,
  ),
};
