import { z } from "zod";
import { algorithmOf } from "../../../identity/providers/oidc/client.ts";
import { loadOidc } from "../../../identity/providers/oidc/load.ts";
import { probe } from "../../../identity/providers/oidc/probe.ts";
import {
  maxParameters,
  OidcSettings,
  ParameterName,
  ScopeName,
} from "../../../identity/providers/oidc/settings.ts";
import { redirectUri } from "../../../identity/providers/oidc/start.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import { text } from "../../../platform/bounded-text.ts";
import { config } from "../../../platform/config/config.ts";
import { flag } from "../../../platform/http/input/values.ts";
import { paths } from "../../../platform/paths/paths.ts";
import type { Kind } from "./kinds.ts";
import { commonFields, commonOf, lines } from "./schemas.ts";

const settings = OidcSettings.shape;

/** A parameter as `prompt=consent`. */
const Parameter = text(600).regex(/^[^=\s]+=[^\s]*$/, "Write each parameter as name=value.");

const Form = z
  .object({
    ...commonFields,
    issuer: settings.issuer,
    client_id: settings.clientId,
    authentication: settings.authentication,
    secret: text(5_000, { kind: "raw" }).default(""),
    private_key: text(10_000, { kind: "prose" })
      .refine((pem) => pem === "" || isPrivateKey(pem), {
        error: "Paste an RSA, P-256 or Ed25519 private key in PEM, without a passphrase.",
      })
      .default(""),
    key_id: text(200).default(""),
    scopes: lines(ScopeName, "scopes").default([]),
    groups_claim: lines(text(200), "names").pipe(settings.groupsClaim.unwrap()).default([]),
    strip_leading_slash: flag.default(false),
    username_claim: text(200).default(""),
    hosted_domain: text(253).toLowerCase().default(""),
    parameters: lines(Parameter, "parameters")
      .pipe(z.array(Parameter).max(maxParameters, `At most ${maxParameters} parameters.`))
      .transform((all) => all.map((line): [string, string] => pairOf(line)))
      .refine((all) => all.every(([name]) => ParameterName.safeParse(name).success), {
        error: "One of these parameters is set by Portus itself, or is not a name such as prompt.",
      })
      .transform((all) => Object.fromEntries(all))
      .default({}),
  })
  .transform((input) => ({
    ...commonOf(input),
    settings: OidcSettings.parse({
      issuer: input.issuer,
      clientId: input.client_id,
      authentication: input.authentication,
      keyId: input.key_id || null,
      scopes: input.scopes,
      groupsClaim: input.groups_claim,
      stripLeadingSlash: input.strip_leading_slash,
      usernameClaim: input.username_claim || undefined,
      hostedDomain: input.hosted_domain || null,
      parameters: input.parameters,
    }),
    secrets: secretIn(input),
  }));

function secretIn(input: { authentication: string; secret: string; private_key: string }) {
  const given = input.authentication === "private_key" ? input.private_key : input.secret;
  return given === "" ? {} : { secret: given };
}

const pairOf = (line: string): [string, string] => {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
};

function isPrivateKey(pem: string): boolean {
  try {
    return algorithmOf(pem) !== undefined;
  } catch {
    return false;
  }
}

const settingsOf = (provider: Provider) => OidcSettings.parse(provider.settings);

export const oidcKind: Kind = {
  label: "OpenID Connect",
  form: Form,
  fields: "_oidc-fields",
  blank: { authentication: "secret", groups_claim: "groups", username_claim: "preferred_username" },
  values(provider) {
    const known = settingsOf(provider);
    return {
      issuer: known.issuer,
      client_id: known.clientId,
      authentication: known.authentication,
      key_id: known.keyId ?? "",
      scopes: known.scopes.join("\n"),
      groups_claim: known.groupsClaim.join("\n"),
      strip_leading_slash: known.stripLeadingSlash,
      username_claim: known.usernameClaim,
      hosted_domain: known.hostedDomain ?? "",
      parameters: Object.entries(known.parameters)
        .map((pair) => pair.join("="))
        .join("\n"),
    };
  },
  place: (provider) => settingsOf(provider).issuer,
  addresses: (provider) => [
    { label: "Redirect URI", address: redirectUri(provider) },
    { label: "Back-channel logout URI", address: config.url + paths.providerLogout(provider) },
    { label: "Post-logout redirect URI", address: config.url + paths.signIn() },
  ],
  moves: (before, after) => {
    const [old, next] = [OidcSettings.parse(before), OidcSettings.parse(after)];
    return old.issuer !== next.issuer || old.authentication !== next.authentication;
  },
  check: async (provider) => probe(await loadOidc(provider)),
};
