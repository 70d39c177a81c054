import type { Actor } from "../../../identity/actor/actor.ts";
import type { Role, Visibility } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import type { Member } from "../../teams/owners.ts";
import type { FoundTeam } from "../../teams/visible.ts";
import { ensureBecoming, findReceiver } from "../change.ts";
import type { FoundNamespace } from "../list.ts";
import { ifRole, ifTransferred, ifVisible } from "../preview.ts";
import type { Preview } from "./confirm.ts";

export async function previewVisibility(
  actor: Actor,
  namespace: FoundNamespace,
  visibility: Visibility,
): Promise<Preview> {
  ensureBecoming(actor, namespace, visibility);
  const name = namespace.name || "the global namespace";
  return {
    title: `Make ${name} ${visibility}?`,
    lead: `It is ${namespace.visibility} now.`,
    changes: await ifVisible(namespace, visibility),
    button: `Make it ${visibility}`,
    cancel: paths.editNamespace(namespace),
    fields: { visibility },
  };
}

export async function previewTransfer(
  actor: Actor,
  namespace: FoundNamespace,
  teamName: string,
): Promise<Preview> {
  const team = await findReceiver(actor, namespace, teamName);
  const from = namespace.team.hidden
    ? "It belongs to no team now."
    : `It is ${namespace.team.name}’s now.`;
  return {
    title: `Give ${namespace.name} to ${team.name}?`,
    lead: `${from} The owners of ${team.name} decide over it then.`,
    changes: await ifTransferred(namespace, team),
    button: `Give it to ${team.name}`,
    cancel: paths.editNamespace(namespace),
    fields: { team: teamName },
  };
}

const meaning = {
  viewer: "Viewers pull.",
  contributor: "Contributors pull, push and create namespaces in the team.",
  owner: "Owners also say who is in the team, and change and delete what it holds.",
};

export async function previewRole(team: FoundTeam, member: Member, role: Role): Promise<Preview> {
  return {
    title: `Make ${member.user.username} ${a(role)} of ${team.name}?`,
    lead: `They are ${a(member.role)} now. ${meaning[role]}`,
    changes: await ifRole(team, member, role),
    button: `Make ${member.user.username} ${a(role)}`,
    cancel: paths.team(team),
    fields: { role },
  };
}

export async function previewRemoval(
  actor: Actor,
  team: FoundTeam,
  member: Member,
): Promise<Preview> {
  const leaving = member.userId === actor.id;
  const who = leaving ? "You" : member.user.username;
  return {
    title: leaving ? `Leave ${team.name}?` : `Remove ${who} from ${team.name}?`,
    lead: leaving ? `You are ${a(member.role)} now.` : `They are ${a(member.role)} now.`,
    changes: await ifRole(team, member, null),
    note: `What ${leaving ? "you" : "they"} pushed stays. Tokens that are under way hold until they run out.`,
    button: leaving ? `Leave ${team.name}` : `Remove ${who}`,
    bad: true,
    cancel: paths.team(team),
    fields: {},
  };
}

function a(role: Role): string {
  return role === "owner" ? "an owner" : `a ${role}`;
}
