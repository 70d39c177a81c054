import { visibleLine } from "../../platform/terminal.ts";
import type { SeenDecision, SeenScope } from "../decisions/seen.ts";

/** A decision in plain sentences, from the credential to the verdict. */
export interface Explanation {
  title: string;
  badge: { kind: "good" | "warn" | "bad"; text: string };
  steps: string[];
}

const badges = {
  granted: { kind: "good", text: "Granted" },
  partial: { kind: "warn", text: "Partly granted" },
  refused: { kind: "bad", text: "Refused" },
  failed: { kind: "bad", text: "Failed" },
} as const;

export const badgeOf = ({ row }: SeenDecision) => badges[row.outcome];

export function explain(seen: SeenDecision): Explanation {
  const steps = [who(seen), proof(seen), from(seen), ...request(seen), ...reason(seen)];
  return {
    title: summaryOf(seen),
    badge: badgeOf(seen),
    steps: steps.filter((step) => step !== null).map(visibleLine),
  };
}

/** What was decided, in a few words: "push to shop/web". */
export function summaryOf({ row, scopes }: SeenDecision): string {
  if (row.entryPoint !== "token") return "Sign-in";
  const refused = scopes.find(({ rules }) => rules.some(({ allowed }) => !allowed));
  const scope = refused ?? scopes[0];
  if (!scope) return row.outcome === "granted" ? "Login" : "Token request";
  const { rules, actions } = scope;
  const named = refused ? rules.filter(({ allowed }) => !allowed) : [];
  const words = named.length > 0 ? named.map(({ action }) => action) : actions;
  return visibleLine(`${listed(words)} ${prepositionFor(words)} ${placeOf(scope)}`);
}

const prepositionFor = (actions: string[]) => {
  const last = actions.at(-1);
  if (last === "push") return "to";
  return last === "pull" || last === "delete" ? "from" : "on";
};

function placeOf({ type, name }: SeenScope): string {
  if (name === null) return "a repository that you can't see";
  return type === "repository" ? name : `${type}:${name}`;
}

function who({ row, user, relation }: SeenDecision): string | null {
  if (user && row.proof !== "nobody") return `The client signed in as ${user.username}.`;
  if (user) return `The client named the account ${user.username}.`;
  const hides = relation === "holder" && row.message !== "";
  if (row.entryPoint !== "token") return "Somebody tried to sign in.";
  return hides ? null : "The client sent no user name: it is anonymous.";
}

const proofs = {
  nobody: null,
  password: "It proved that with the password.",
  token: "It proved that with an application token.",
  refresh_token: "It proved that with the refresh token of an earlier docker login.",
} as const;

function proof({ row, credential }: SeenDecision): string | null {
  const { name } = credential ?? { name: null };
  if (row.proof === "token" && name) return `It proved that with the application token “${name}”.`;
  if (row.proof === "refresh_token" && name)
    return `It proved that with the refresh token that ${name} got at docker login.`;
  return proofs[row.proof];
}

function from({ row, address, agent }: SeenDecision): string | null {
  const client = row.client || agent?.split(" ")[0];
  const parts = [
    address && `from ${address}`,
    client && `with ${client}`,
    row.service && `for the registry ${row.service}`,
  ].filter(Boolean);
  return parts.length > 0 ? `The request came ${parts.join(", ")}.` : null;
}

function request({ row, scopes }: SeenDecision): string[] {
  if (row.entryPoint !== "token") return [];
  const asked = scopes.map(
    (scope) =>
      `It asked to ${listed(scope.actions)} ${prepositionFor(scope.actions)} ${placeOf(scope)}.`,
  );
  if (row.omitted > 0) asked.push(`It asked for ${row.omitted} more that were not recorded.`);
  return asked.length > 0 || row.message ? asked : ["It asked only whether its login is right."];
}

/** What applies to the request as a whole. */
function reason({ row, because, scopes }: SeenDecision): string[] {
  if (because) return [because];
  if (row.outcome === "granted" && scopes.length > 0) return ["Portus granted all of it."];
  return [];
}

/** `pull`, `pull and push`, `pull, push and delete`. */
export function listed(words: readonly string[]): string {
  const all = words.flatMap((word) => (word === "*" ? ["do everything"] : [word]));
  const [last = "nothing", ...others] = all.toReversed();
  return others.length > 0 ? `${others.reverse().join(", ")} and ${last}` : last;
}
