import type { Actor } from "../../identity/actor/actor.ts";
import { formats } from "../../platform/http/pages/format.ts";

/** What was searched without a match. */
export function nothingMatches(actor: Actor | null, q: string): string {
  return `No ${searched(actor)} matches “${formats.visible(q)}”.`;
}

function searched(actor: Actor | null): string {
  const forAll = "repository, tag, digest, layer, namespace, label, description";
  if (!actor) return `${forAll} or page`;
  const others = "team, person, page or action";
  return actor.admin ? `${forAll}, team, person, page, action or setting` : `${forAll}, ${others}`;
}
