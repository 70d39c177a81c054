import { createRemoteJWKSet, customFetch } from "jose";
import type { ServerMetadata } from "openid-client";
import { discoverAgain } from "./discovery.ts";
import { failureOf } from "./failures.ts";
import { explainGroups } from "./groups.ts";
import { fetchFor } from "./http.ts";
import type { Described } from "./person.ts";
import type { OidcProvider } from "./provider.ts";
import { redirectUri, scopesOf } from "./start.ts";

/** One fact about a provider, for the page that tests its connection. */
interface Fact {
  ok: boolean | null; // null: possible without, but something does not work then
  text: string;
}

/** Asks a provider for its document and its keys, and says what will work. Nobody is signed in. */
export async function probe(provider: OidcProvider): Promise<Fact[]> {
  try {
    const { server } = await discoverAgain(provider);
    return [
      { ok: true, text: `The discovery document of ${server.issuer} was read.` },
      await probeKeys(provider, server),
      ...capabilities(provider, server),
    ];
  } catch (error) {
    const { message, detail } = failureOf(error, provider);
    return [{ ok: false, text: detail ? `${message} (${detail})` : message }];
  }
}

async function probeKeys(provider: OidcProvider, { jwks_uri: address }: ServerMetadata) {
  const keys = createRemoteJWKSet(new URL(address ?? ""), { [customFetch]: fetchFor(provider) });
  try {
    await keys.reload();
    const count = keys.jwks()?.keys.length ?? 0;
    return { ok: count > 0, text: count > 0 ? "Its keys were read." : "It publishes no keys." };
  } catch (error) {
    return { ok: false, text: `Its keys can't be read (${failureOf(error, provider).detail}).` };
  }
}

function capabilities(provider: OidcProvider, server: ServerMetadata): Fact[] {
  const methods = server.code_challenge_methods_supported;
  const scopes = scopesOf(provider, { server });
  const google = provider.settings.parameters.access_type === "offline";
  return [
    methods && !methods.includes("S256")
      ? { ok: null, text: "It does not list PKCE with S256. Portus sends it anyway." }
      : { ok: true, text: "It accepts PKCE." },
    scopes.includes("offline_access") || google
      ? { ok: true, text: "Portus asks for offline access, and checks accounts every hour." }
      : {
          ok: null,
          text: "Without offline access Portus can't check later whether an account still exists there.",
        },
    server.backchannel_logout_supported
      ? {
          ok: true,
          text: `It can report logouts to ${redirectUri(provider).replace(/callback$/, "logout")}.`,
        }
      : { ok: null, text: "It reports no logouts (back-channel logout)." },
    server.end_session_endpoint
      ? { ok: true, text: "People can sign out there, too." }
      : { ok: null, text: "It has no page to sign out at." },
  ];
}

/** Claims that are proofs and not facts about the person. */
const hidden =
  /^(at_hash|c_hash|s_hash|nonce|jti|sid|session_state|rat|rt_hash|uti|rh|aio)$|token/i;
const maxClaims = 100;
const maxValue = 2_000;

export interface Shown {
  claims: { name: string; value: string; at: Date | null }[]; // `at`: the time that a number stands for
  read: { name: string; value: string }[];
}

/** Claims that are times in seconds (OpenID Connect Core 2 and 5.1). */
const times = /^(exp|iat|nbf|auth_time|updated_at)$/;
const maxTime = 8_640_000_000_000; // of a Date, in seconds

function timeIn(name: string, value: unknown): Date | null {
  const isTime = times.test(name) && typeof value === "number" && Math.abs(value) <= maxTime;
  return isTime ? new Date(value * 1_000) : null;
}

/** What a provider sent about the admin who tests it, and what Portus reads in it. Without proofs and tokens. */
export function shownClaims({ claims, person, groups }: Described & { claims: object }): Shown {
  const all = Object.entries(claims).filter(([name]) => !hidden.test(name));
  const { username, email, emailVerified, displayName, subject } = person;
  return {
    claims: all.slice(0, maxClaims).map(([name, value]) => ({
      name: name.slice(0, 200),
      value: JSON.stringify(value).slice(0, maxValue),
      at: timeIn(name, value),
    })),
    read: [
      { name: "ID", value: subject },
      { name: "User name", value: username },
      {
        name: "E-mail",
        value: email ? `${email}${emailVerified ? "" : " (not verified)"}` : "none",
      },
      { name: "Name", value: displayName ?? "none" },
      {
        name: "Groups",
        value: groups.groups ? groups.groups.join(", ") || "none" : explainGroups(groups.why),
      },
    ],
  };
}
