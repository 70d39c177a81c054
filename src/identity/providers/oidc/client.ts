import { createPrivateKey } from "node:crypto";
import { importPKCS8 } from "jose";
import * as oidc from "openid-client";
import type { OidcProvider } from "./provider.ts";

const clockToleranceSeconds = 30;

/** What Portus is to the provider: its metadata as a client. */
export const metadataOf = ({ settings }: OidcProvider): Partial<oidc.ClientMetadata> => ({
  client_id: settings.clientId,
  [oidc.clockTolerance]: clockToleranceSeconds,
});

/** How Portus proves itself at the token endpoint. */
export async function authenticationOf({
  settings,
  secret,
}: OidcProvider): Promise<oidc.ClientAuth> {
  if (secret === null) return oidc.None();
  return settings.authentication === "private_key"
    ? byPrivateKey(secret, settings.keyId)
    : bySecret(secret);
}

/** Basic, as the specification presets, unless the provider accepts the secret only in the form. */
function bySecret(secret: string): oidc.ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const offered = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const method = offered.includes("client_secret_basic") ? basic : post;
    return method(server, ...rest);
  };
}

async function byPrivateKey(pem: string, kid: string | null): Promise<oidc.ClientAuth> {
  const key = await importPKCS8(pkcs8Of(pem), algorithmOf(pem));
  return oidc.PrivateKeyJwt(kid ? { key, kid } : key);
}

const pkcs8Of = (pem: string) =>
  createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();

/** The algorithm that a private key signs with. Throws if it is not a key that providers accept. */
export function algorithmOf(pem: string): "RS256" | "ES256" | "EdDSA" {
  const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
  if (asymmetricKeyType === "rsa") return "RS256";
  if (asymmetricKeyType === "ed25519") return "EdDSA";
  if (asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1")
    return "ES256";
  throw new Error("not an RSA, P-256 or Ed25519 key");
}
