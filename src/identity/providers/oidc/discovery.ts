import { hash } from "node:crypto";
import { createRemoteJWKSet, customFetch as joseFetch } from "jose";
import * as oidc from "openid-client";
import { log } from "../../../platform/log.ts";
import { authenticationOf, metadataOf } from "./client.ts";
import { failureOf } from "./failures.ts";
import { fetchFor } from "./http.ts";
import { type OidcProvider, ProviderFailure } from "./provider.ts";

// What a provider says of itself in its discovery document, kept in this process.

export interface Discovered {
  configuration: oidc.Configuration;
  server: oidc.ServerMetadata;
  /** The keys of the provider, fetched when they are needed and again for an unknown key id. */
  keys: ReturnType<typeof createRemoteJWKSet>;
  at: number; // ms since 1970
}

const freshMs = 60 * 60 * 1000;
const usableMs = 24 * 60 * 60 * 1000; // while the document can't be fetched again
const retryMs = 10_000;
const maxKept = 100;

const kept = new Map<string, Discovered>();
const underWay = new Map<string, Promise<Discovered>>();
const failed = new Map<string, { at: number; error: unknown }>();

/** The discovered provider. Throws ProviderFailure if it can't be reached or its document is not usable. */
export async function discover(provider: OidcProvider): Promise<Discovered> {
  const key = keyOf(provider);
  const known = kept.get(key);
  if (known && Date.now() - known.at < freshMs) return known;
  try {
    return await sharedFetch(key, provider);
  } catch (error) {
    if (known && Date.now() - known.at < usableMs) return known;
    throw error;
  }
}

/** Fetches the document again at the next use, because an answer of the provider did not fit to it. */
export function forget(provider: OidcProvider): void {
  const known = kept.get(keyOf(provider));
  if (known) known.at = Math.min(known.at, Date.now() - freshMs);
}

/** Fetches the document now. */
export function discoverAgain(provider: OidcProvider): Promise<Discovered> {
  const key = keyOf(provider);
  failed.delete(key);
  return sharedFetch(key, provider);
}

/** One request for the document at a time. After a failure the next one waits a moment, so that a provider that is down slows nobody. */
function sharedFetch(key: string, provider: OidcProvider): Promise<Discovered> {
  const failure = failed.get(key);
  if (failure && Date.now() - failure.at < retryMs) return Promise.reject(failure.error);
  const running = underWay.get(key);
  if (running) return running;

  const fetching = fetchDocument(provider)
    .then((found) => {
      failed.delete(key);
      remember(kept, key, found);
      return found;
    })
    .catch((cause: unknown) => {
      const error = failureOf(cause, provider);
      log.warn({ provider: provider.slug, detail: error.detail }, error.message);
      remember(failed, key, { at: Date.now(), error });
      throw error;
    })
    .finally(() => underWay.delete(key));
  underWay.set(key, fetching);
  return fetching;
}

async function fetchDocument(provider: OidcProvider): Promise<Discovered> {
  const { issuer, clientId } = provider.settings;
  const fetch = fetchFor(provider);
  const configuration = await oidc.discovery(
    new URL(issuer),
    clientId,
    metadataOf(provider),
    await authenticationOf(provider),
    {
      timeout: 10, // seconds
      [oidc.customFetch]: fetch,
      // Signatures are checked even where TLS would do. Over http the issuer is on this machine: see issuer.ts.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(issuer.startsWith("http:") ? [oidc.allowInsecureRequests] : []),
      ],
    },
  );
  const server = configuration.serverMetadata();
  if (!server.jwks_uri || !server.token_endpoint || !server.authorization_endpoint)
    throw new ProviderFailure(
      `The discovery document of ${provider.name} names no keys, token endpoint or authorization endpoint.`,
    );
  const keys = createRemoteJWKSet(new URL(server.jwks_uri), {
    timeoutDuration: 10_000,
    [joseFetch]: fetch,
  });
  return { configuration, server, keys, at: Date.now() };
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.size >= maxKept ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

/** A change of the settings or of the secret is another key. */
function keyOf({ id, declared, settings, secret }: OidcProvider): string {
  return hash("sha256", JSON.stringify([id, declared, settings, secret]), "base64url");
}
