import { storableText } from "../../platform/db/text.ts";
import { splitName } from "../../registry/names.ts";
import { type Action, allActions, type Verdict } from "../policy/policy.ts";

export type Outcome = "granted" | "partial" | "refused" | "failed";
export type EntryPoint = "token" | "sign_in" | "api" | "registry";
export type Proof = "nobody" | "password" | "token" | "refresh_token";

/** A verdict of the policy on one action that was asked for. */
export interface Ruling extends Verdict {
  scope: string; // `repository:web/app`
  action: string;
}

export interface Resource {
  type: string;
  name: string;
  actions: readonly string[];
}

/** An answer of the token endpoint, or a refused sign-in, with the facts that decided. It never has a secret. */
export interface Decision {
  id: string;
  at: number; // ms since the epoch
  entryPoint: EntryPoint;
  outcome: Outcome;
  userId: number | null;
  username: string; // as typed if nobody was authenticated: it is stored only if such an account exists
  proof: Proof;
  applicationToken: number | null; // its id
  refreshToken: number | null; // likewise
  address: string;
  client: string;
  agent: string;
  registryId: number | null;
  service: string;
  asked: readonly Resource[];
  granted: readonly Resource[];
  rulings: readonly Ruling[];
  because: string; // why the request as a whole was refused; empty if its rulings say it
  message: string; // what the answer to the client said about it
  requestId: string;
}

/** A decision as its row holds it. */
export type StoredDecision = ReturnType<typeof stored>;

const maxScopes = 8;
const maxActions = 6; // of a scope; a registry knows four
const maxName = 255;
const maxText = 500;

/** Bounds every text and list of a decision. */
export function stored(decision: Decision) {
  const { asked, granted, rulings, registryId, ...rest } = decision;
  const kept = asked.slice(0, maxScopes);
  const names = new Set(kept.map(scopeName));
  const rules = rulings.filter(({ scope }) => names.has(scope)).map(shortRuling);
  return {
    ...rest,
    username: short(decision.username.toLowerCase(), maxName),
    address: short(decision.address, 100),
    client: short(decision.client, maxName),
    agent: short(decision.agent, maxName),
    service: short(decision.service, maxName),
    because: short(decision.because, maxText),
    message: short(decision.message, maxText),
    requestId: short(decision.requestId, 128),
    registryId,
    asked: kept.map(scopeText),
    granted: granted.filter((it) => names.has(scopeName(it))).map(scopeText),
    omitted: asked.length - kept.length,
    rules: [...names].flatMap((name) => firstOf(rules, name)),
    places: registryId === null ? [] : placesOf(kept, rulings),
  };
}

export const scopeName = ({ type, name }: Pick<Resource, "type" | "name">): string =>
  short(`${type}:${name}`, maxName);

const firstOf = (rules: Ruling[], name: string) =>
  rules.filter(({ scope }) => scope === name).slice(0, maxActions);

function scopeText(resource: Resource): string {
  return `${scopeName(resource)}:${short(resource.actions.slice(0, maxActions).join(","), 100)}`;
}

function shortRuling({ scope, action, allowed, because }: Ruling): Ruling {
  return { scope, action: short(action, 20), allowed, because: short(because, maxText) };
}

/** The repositories that a request names, by which their owners find it, with the actions it was refused there. */
function placesOf(asked: readonly Resource[], rulings: readonly Ruling[]) {
  return asked
    .filter(({ type }) => type === "repository")
    .map((resource) => {
      const scope = scopeName(resource);
      const isRefused = (action: Action) =>
        rulings.some((it) => it.scope === scope && it.action === action && !it.allowed);
      return {
        namespace: splitName(resource.name).namespace,
        repository: resource.name,
        refused: allActions.filter(isRefused),
      };
    });
}

function short(text: string, max: number): string {
  return storableText(text.length > max ? `${text.slice(0, max - 1)}…` : text);
}
