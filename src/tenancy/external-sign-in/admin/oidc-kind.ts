import { z } from "zod";
import { addressProblem } from "../../../identity/providers/address-problem.ts";
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
import { commonFields, commonOf, lines, Slug } from "./schemas.ts";

const settings = OidcSettings.shape;

/** A parameter as `prompt=consent`. */
const Parameter = text(600).regex(/^[^=\s]+=[^\s]*$/, "Write each parameter as name=value.");

const Fields = z.object({
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
  directory_key_claim: text(200).default(""),
  hosted_domain: text(253).toLowerCase().default(""),
  parameters: lines(Parameter, "parameters")
    .pipe(z.array(Parameter).max(maxParameters, `At most ${maxParameters} parameters.`))
    .transform((all) => all.map((line): [string, string] => pairOf(line)))
    .refine((all) => all.every(([name]) => ParameterName.safeParse(name).success), {
      error: "One of these parameters is set by Portus itself, or is not a name such as prompt.",
    })
    .transform((all) => Object.fromEntries(all))
    .default({}),
});

function read(input: z.infer<typeof Fields>) {
  return {
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
      directoryKeyClaim: input.directory_key_claim || null,
      hostedDomain: input.hosted_domain || null,
      parameters: input.parameters,
    }),
    secrets: secretIn(input),
  };
}

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
  form: Fields.transform(read),
  newForm: Fields.extend({ slug: Slug }).transform(({ slug, ...input }) => ({
    slug,
    input: read(input),
  })),
  fields: "_oidc-fields",
  blank: {
    new_accounts: "nobody",
    authentication: "secret",
    groups_claim: "groups",
    username_claim: "preferred_username",
  },
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
      directory_key_claim: known.directoryKeyClaim ?? "",
      hosted_domain: known.hostedDomain ?? "",
      parameters: Object.entries(known.parameters)
        .map((pair) => pair.join("="))
        .join("\n"),
    };
  },
  described(provider) {
    const known = settingsOf(provider);
    return [
      { label: "Issuer", value: known.issuer },
      { label: "Client ID", value: known.clientId },
      { label: "Scopes", value: known.scopes.join(" ") || "those that the provider offers" },
      { label: "Claim with the groups", value: known.groupsClaim.join(" › ") || "none" },
    ];
  },
  place: (provider) => settingsOf(provider).issuer,
  addresses: (provider) => [
    { label: "Redirect URI", address: redirectUri(provider) },
    { label: "Back-channel logout URI", address: config.url + paths.providerLogout(provider) },
    { label: "Post-logout redirect URI", address: config.url + paths.signIn() },
  ],
  secretFor(given) {
    const { authentication } = OidcSettings.parse(given);
    return authentication === "private_key"
      ? { name: "secret", field: "private_key", missing: "Paste the private key." }
      : {
          name: "secret",
          field: "secret",
          missing: "Enter the client secret that the provider gave for this client ID.",
        };
  },
  moves: (before, after) => {
    const [old, next] = [OidcSettings.parse(before), OidcSettings.parse(after)];
    return old.issuer !== next.issuer || old.authentication !== next.authentication;
  },
  async problems(given) {
    const refusal = await addressProblem(new URL(OidcSettings.parse(given).issuer).hostname);
    return refusal ? { issuer: refusal } : {};
  },
  groupName: (written) => written,
  groupHint: "As the provider sends it. “Test a sign-in” shows yours.",
  asksForName: false,
  test: async (provider) => ({ facts: await probe(await loadOidc(provider)) }),
};
