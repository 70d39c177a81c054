import type { Rules } from "../config.ts";
import type { NamespaceKind, Visibility } from "../generated/enums.ts";

interface Described {
  kind: NamespaceKind;
  visibility: Visibility;
  team: { name: string };
  owner: { username: string } | null;
}

/** Who may pull from a namespace and who may push to it, in words. */
export function whoMay(namespace: Described, { pushPolicy }: Rules): string {
  return `${whoPulls(namespace)} ${whoPushes(namespace, pushPolicy)}`;
}

function whoPulls({ visibility, kind, team, owner }: Described): string {
  if (visibility === "public") return "Anyone may pull.";
  if (visibility === "protected") return "Everyone who is signed in may pull.";
  if (kind === "team") return `Members of ${team.name} and admins may pull.`;
  return owner ? `${owner.username} and admins may pull.` : "Admins may pull.";
}

function whoPushes({ kind, team, owner }: Described, policy: Rules["pushPolicy"]): string {
  if (kind === "personal" && owner && policy !== "admin-only")
    return `${owner.username} and admins may push.`;
  if (kind === "team" && policy === "allow-teams")
    return `Owners and contributors of ${team.name} and admins may push.`;
  return "Only admins may push.";
}
