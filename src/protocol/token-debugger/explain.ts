import { X509Certificate } from "node:crypto";
import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { digestOf } from "../../identity/actor/secrets.ts";
import { text } from "../../platform/bounded-text.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { paths } from "../../platform/paths/paths.ts";
import { withArticle } from "../../platform/plural.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import { caCertificates } from "../../registry/signing/keys.ts";
import type { Access } from "../../registry/signing/token.ts";
import { decisionIdIn } from "../../tenancy/decisions/ids.ts";
import { parseScope } from "../token/scope.ts";
import { type Check, checkToken, missingFrom } from "./checks.ts";
import { decodeToken } from "./decoded.ts";
import { type Challenge, type Pasted, readPasted, type Secret } from "./pasted.ts";

export const DebugForm = z.object({
  pasted: text(20_000, { kind: "raw" })
    .trim()
    .min(1, "Paste a token, a header or what the client printed."),
  needed: text(2_000, { kind: "raw" })
    .trim()
    .refine((given) => scopesIn(given) !== null, "Write scopes as type:name:actions.")
    .default(""),
});

/** What a pasted text is, what is wrong with it, and what to do next. */
export interface Explanation {
  title: string;
  says: string[];
  checks: Check[];
  access: Access[]; // what a token grants
  subject: string | null; // the user of a token; empty: an anonymous client
  missing: Access[];
  links: { label: string; href: string }[];
}

const plain = { says: [], checks: [], access: [], subject: null, missing: [], links: [] };

/** Explains what somebody pasted. Stores and logs nothing of it. */
export async function explainPasted(
  actor: Actor,
  { pasted, needed }: z.infer<typeof DebugForm>,
): Promise<Explanation> {
  const found = readPasted(pasted);
  const scopes = scopesIn(needed) ?? [];
  if (found.kind === "token") return explainToken(found.token, scopes);
  if (found.kind === "challenge") return explainChallenge(found.challenge);
  if (found.kind === "message") return explainMessage(found, decisionIdIn(pasted));
  const title =
    found.kind === "secret"
      ? `This is ${withArticle(found.secret.is)}`
      : `These are credentials of ${found.username}`;
  return { ...plain, title, says: await saysOf(actor, found.secret) };
}

function scopesIn(given: string): Access[] | null {
  const scopes = given.split(/\s+/).filter(Boolean).map(parseScope);
  const valid = scopes.filter((scope) => scope !== null);
  return valid.length === scopes.length ? valid : null;
}

async function explainToken(token: string, needed: readonly Access[]): Promise<Explanation> {
  const decoded = decodeToken(token);
  if (!decoded)
    return {
      ...plain,
      title: "This looks like a token, but can't be read",
      says: ["A token has three parts, separated by dots. Copy it whole."],
    };
  const { access, sub } = decoded.claims;
  const roots = caCertificates().map((pem) => new X509Certificate(pem));
  const checks = checkToken(decoded, { services: await services(), roots, now: new Date() });
  const missing = missingFrom(access, needed);
  const wrong = checks.filter(({ ok }) => !ok).map(({ claim }) => claim);
  const title = wrong[0]
    ? `A registry refuses this token. Wrong: ${wrong.join(", ")}`
    : "A registry accepts this token";
  const links = missing.flatMap(linkTo);
  return { ...plain, title, checks, access, subject: sub, missing, links };
}

async function services(): Promise<string[]> {
  const known = await knownRegistries();
  return known.flatMap((it) => [it.hostname, it.externalHostname ?? []].flat());
}

async function explainChallenge(challenge: Challenge): Promise<Explanation> {
  const realm = `${config.url}${paths.registryToken()}`;
  const known = await services();
  const checks = [
    {
      claim: "Realm",
      value: challenge.realm,
      ok: challenge.realm === realm,
      says: `Clients get their tokens there. It should be ${realm}: auth.token.realm of the registry.`,
    },
    {
      claim: "Service",
      value: challenge.service,
      ok: known.includes(challenge.service),
      says: `This Portus knows: ${known.join(", ")}. It is auth.token.service of the registry.`,
    },
  ];
  const scopes = scopesIn(challenge.scope) ?? [];
  const says = [errors[challenge.error] ?? noError];
  const title = "A registry demands a token";
  return { ...plain, title, says, checks, missing: scopes, links: scopes.flatMap(linkTo) };
}

const noError = "The client sent no token with this request: it asks for one next.";

/** RFC 6750, section 3.1. */
const errors: Record<string, string> = {
  invalid_token:
    "The registry refused the client's token: it has ended, or its signature, issuer or service is not what the registry expects. Paste the token here to see which.",
  insufficient_scope:
    "The client's token is valid, but does not grant what it needs here: its user may not do it.",
};

const verbs = { pull: "pull from", push: "push to", delete: "delete from" };

/** To the page that names the rule, for the first action that is missing. */
function linkTo({ type, name, actions }: Access): Explanation["links"] {
  const action = (["delete", "push", "pull"] as const).find((it) => actions.includes(it));
  if (!action) return [];
  const href = paths.permissions({ what: name, action });
  return type === "repository" ? [{ label: `May you ${verbs[action]} ${name}?`, href }] : [];
}

function explainMessage(
  { message }: Extract<Pasted, { kind: "message" }>,
  decision: string | null,
): Explanation {
  if (decision)
    return {
      ...plain,
      title: "The message names a decision of this Portus",
      says: message ? [message.means, message.next] : [],
      links: [{ label: "Why it was refused", href: paths.decision({ id: decision }) }],
    };
  if (!message)
    return {
      ...plain,
      title: "This is nothing that Portus knows",
      says: [
        "Paste a token (it begins with ey), an Authorization or WWW-Authenticate header, or the line in which the client says what went wrong.",
      ],
    };
  const { means, next, link } = message;
  return { ...plain, title: means, says: [next], links: link ? [link] : [] };
}

async function saysOf(actor: Actor, secret: Secret): Promise<string[]> {
  if (secret.is === "nothing") return ["It has no password. Log in again."];
  if (secret.is === "password")
    return ["It holds a password, which Portus does not check here. Run docker login to try it."];
  if (!secret.intact)
    return ["It was mistyped, or cut when it was copied: its checksum does not fit."];
  if (secret.is === "refresh token")
    return ["Clients exchange it for tokens by themselves. It ends when you change your password."];
  return [
    "It is the password for docker login, together with the name of its user. A registry does not accept it as a token.",
    await ownToken(actor, secret.text),
  ];
}

/** Says something about the reader's own application tokens only. */
async function ownToken(actor: Actor, secret: string): Promise<string> {
  const token = await db.applicationToken.findUnique({ where: { hash: digestOf(secret) } });
  if (token?.userId !== actor.id)
    return "You have no such application token: it was revoked, or belongs to somebody else.";
  if (token.expiresAt && token.expiresAt < new Date())
    return `It is your token ${token.name}, which expired on ${token.expiresAt.toISOString().slice(0, 10)}.`;
  const scopes = token.scopes.length > 0 ? token.scopes.join(", ") : "none";
  return `It is your token ${token.name}. Its scopes: ${scopes}.`;
}
