import { operator } from "../../identity/actor/system-actors.ts";
import { findDecision } from "../decisions/find.ts";
import { currentVerdicts } from "./current.ts";
import { explain } from "./explanation.ts";
import { offersFor } from "./offers.ts";
import { signInOffers } from "./sign-in-offers.ts";

/** The why page as text, for the operator, who may see everything. */
export async function explainInText(given: string): Promise<string> {
  const seen = await findDecision(operator, given);
  const { badge, title, steps } = explain(seen);
  const rules = seen.scopes.flatMap((scope) =>
    scope.rules.map(
      ({ action, allowed, because }) =>
        `${allowed ? "allowed" : "refused"}  ${action} ${scope.name ?? ""}: ${because}`,
    ),
  );
  const cures = signInOffers(operator, seen)
    .flat()
    .map(({ sentence }) => sentence);
  for (const current of await currentVerdicts(seen)) {
    if (current.state === "granted") cures.push(`${current.action}: it would be granted now.`);
    for (const offers of await offersFor(operator, seen, current))
      cures.push(`${current.action}: ${offers.map(({ sentence }) => sentence).join(" ")}`);
  }
  return [
    `${badge.text}: ${title}, at ${seen.row.at.toISOString()}`,
    "",
    ...steps,
    ...block("Which rule decided", rules),
    ...block("What would change it", cures),
  ].join("\n");
}

const block = (title: string, lines: string[]) =>
  lines.length > 0 ? ["", `${title}:`, ...lines.map((line) => `  ${line}`)] : [];
