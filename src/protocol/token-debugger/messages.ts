import { config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";

/** What clients and registries print, with what it means and what to do. */
export interface KnownMessage {
  means: string;
  next: string;
  link?: { label: string; href: string };
}

const refusals = { label: "Your refused requests", href: paths.decisions() };

/** The first message that a text contains, the more telling ones first. Null: none is known. */
export function knownMessageIn(text: string): KnownMessage | null {
  return messages().find(({ pattern }) => pattern.test(text)) ?? null;
}

function messages(): (KnownMessage & { pattern: RegExp })[] {
  const { host } = config.registry;
  const login = `docker login ${host}`;
  return [
    {
      pattern: /server gave HTTP response to HTTPS client/i,
      means: `The client speaks HTTPS, but what answers at ${host} speaks HTTP.`,
      next: `Put TLS in front of the registry. For a trial, add "insecure-registries": ["${host}"] to the client's daemon.json and restart its daemon.`,
    },
    {
      pattern:
        /certificate (has expired|is not yet valid|.{0,20}not yet valid)|expired certificate/i,
      means: "A certificate is not valid at this time, or the clock of the client is wrong.",
      next: "Compare the client's clock (date -u) with this page's. If they agree, renew the certificate.",
    },
    {
      pattern:
        /token (signed by untrusted key|from untrusted issuer|intended for another audience)|failed to verify token|unable to get token signing key/i,
      means: "The registry does not accept tokens of this Portus.",
      next: "Its auth.token settings differ from this Portus: compare rootcertbundle, issuer and service with the output of bin/portus registry-config, and restart the registry.",
    },
    {
      pattern: /token not to be used (after|before)/i,
      means: "The registry's clock differs from this Portus's by more than a minute.",
      next: "Set both by NTP. Compare date -u on both machines.",
    },
    {
      pattern:
        /certificate signed by unknown authority|self[- ]signed certificate|unable to get (local )?issuer certificate|CERTIFICATE_VERIFY_FAILED/i,
      means: `The client does not know the CA of the certificate at ${host}, or of this Portus at ${config.url}.`,
      next: `Put the CA's certificate into /etc/docker/certs.d/${host}/ca.crt (docker) or into the system's trusted certificates, on every client.`,
    },
    {
      pattern:
        /connection refused|no such host|i\/o timeout|context deadline exceeded|network is unreachable|could not resolve/i,
      means: `The client can't reach a machine. It needs the registry at ${host} and, for its token, this Portus at ${config.url}.`,
      next: `Open ${config.url}${paths.registryToken()} on the client's machine with curl: it must answer. If it does not, set PORTUS_URL to an address that clients reach, and the registry's realm with it.`,
    },
    {
      pattern: /too ?many ?requests|\b429\b/i,
      means: "Too many wrong passwords came from this address or for this account.",
      next: "Wait a minute. Find the client that has an old password: its attempts are among the refused requests.",
      link: refusals,
    },
    {
      pattern: /no basic auth credentials/i,
      means:
        "The client sent no credentials: it is not logged in under exactly this host name and port.",
      next: `Run ${login}. The host must be written as in the image's name.`,
    },
    {
      pattern:
        /insufficient[_ ]scope|requested access to the resource is denied|pull access denied|\bdenied\b|\bforbidden\b/i,
      means: "The client is logged in, or anonymous, and may not do what it asked for here.",
      next: "Open the refused request: it names the rule and what would change it.",
      link: refusals,
    },
    {
      pattern: /incorrect username or password|authentication required|unauthorized|\b401\b/i,
      means: "The user name or the password was not accepted, or the client sent none.",
      next: `Run docker logout ${host}, then ${login}. An application token works as the password until it expires or is revoked.`,
      link: refusals,
    },
    {
      pattern: /unsupported|method not allowed|\b405\b/i,
      means: "The registry does not allow this operation. Most often, deletion is disabled.",
      next: "Set storage.delete.enabled: true in the registry's configuration, and restart it.",
    },
    {
      pattern: /(manifest|name|blob|tag) (unknown|invalid)|not found|does not exist|\b404\b/i,
      means: "There is no such repository, tag or image at the registry.",
      next: "Search for it: it may have been deleted, or its name may be mistyped.",
      link: { label: "Search", href: paths.search() },
    },
  ];
}
