import type { Rules } from "../../platform/config/config.ts";
import type { NamespaceKind, Visibility } from "../../platform/db/generated/enums.ts";

interface Described {
  kind: NamespaceKind;
  visibility: Visibility;
  team: { name: string; hidden?: boolean };
  owner: { username: string } | null;
}

/** Who may pull from a namespace and who may push to it, in words. */
export function whoMay(namespace: Described, { pushPolicy }: Pick<Rules, "pushPolicy">): string {
  const [pulling, pushing] = [whoPulls(namespace), whoPushes(namespace, pushPolicy)];
  if (pulling === pushing) return `${pulling} may pull and push.`;
  return `${pulling} may pull. ${pushing} may push.`;
}

function whoPulls({ visibility, kind, team, owner }: Described): string {
  if (visibility === "public") return "Anyone";
  if (visibility === "protected") return "Everyone who is signed in";
  if (kind === "team" && !team.hidden) return `Members of ${team.name} and admins`;
  return owner ? `Only ${owner.username} and admins` : "Only admins";
}

function whoPushes({ kind, team, owner }: Described, policy: Rules["pushPolicy"]): string {
  if (kind === "personal" && owner && policy !== "admin-only")
    return `Only ${owner.username} and admins`;
  if (kind === "team" && !team.hidden && policy === "allow-teams")
    return `Owners and contributors of ${team.name} and admins`;
  return "Only admins";
}
