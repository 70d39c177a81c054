import type { Rules } from "../../platform/config/config.ts";
import type { NamespaceKind, Visibility } from "../../platform/db/generated/enums.ts";
import { strictestFirst } from "../policy/policy.ts";

interface Described {
  kind: NamespaceKind;
  visibility: Visibility;
  team: { name: string; hidden?: boolean };
  owner: { username: string } | null;
}

/** Who may pull from a namespace and who may push to it, in words. */
export function whoMay(namespace: Described, { pushPolicy }: Pick<Rules, "pushPolicy">): string {
  if (isTeams(namespace) && namespace.visibility === "private")
    return whoMayInPrivate(namespace.team.name, pushPolicy);
  const [pulling, pushing] = [whoPulls(namespace), whoPushes(namespace, pushPolicy)];
  if (pulling === pushing) return `${pulling} may pull and push.`;
  return `${pulling} may pull. ${pushing} may push.`;
}

const labels = { private: "Private", protected: "Protected", public: "Public" };

/** The visibilities that a namespace may have, as choices of a form. The global namespace can't be private. */
export function visibilityChoices(namespace: Described, rules: Pick<Rules, "pushPolicy">) {
  const visibilities = strictestFirst.filter(
    (it) => namespace.kind !== "global" || it !== "private",
  );
  return visibilities.map((visibility) => ({
    value: visibility,
    label: labels[visibility],
    hint: whoMay({ ...namespace, visibility }, rules),
  }));
}

/** What to do to give somebody rights in a namespace, for people who can't add members to it. */
export function howToAdd({ kind, team }: Described): string {
  if (kind === "personal")
    return "A personal namespace has no other members. To let somebody pull or push here, add them on the Access tab of a repository. To share a namespace, create a team.";
  if (kind === "global")
    return "Top-level images belong to the admins. To let somebody else push one, add them on the Access tab of its repository.";
  if (team.hidden)
    return "This namespace belongs to no team. An admin can transfer it to one in its settings.";
  return `Owners of the team ${team.name} and admins add members. Ask one of them.`;
}

const isTeams = ({ kind, team }: Described) => kind === "team" && !team.hidden;

function whoMayInPrivate(team: string, policy: Rules["pushPolicy"]): string {
  return policy === "allow-teams"
    ? `Members of ${team} may pull; its owners and contributors may push. Admins may do both.`
    : `Members of ${team} may pull. Admins may pull and push.`;
}

function whoPulls({ visibility, owner }: Described): string {
  if (visibility === "public") return "Anyone";
  if (visibility === "protected") return "Everyone who is signed in";
  return owner ? `Only ${owner.username} and admins` : "Only admins";
}

function whoPushes(namespace: Described, policy: Rules["pushPolicy"]): string {
  const { kind, team, owner } = namespace;
  if (kind === "personal" && owner && policy !== "admin-only")
    return `Only ${owner.username} and admins`;
  if (isTeams(namespace) && policy === "allow-teams")
    return `Admins and the owners and contributors of ${team.name}`;
  return "Only admins";
}
