import type { Actor } from "../../../identity/actor/actor.ts";
import type { Role, Visibility } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import type { Member } from "../../teams/owners.ts";
import type { FoundTeam } from "../../teams/visible.ts";
import { ensureVisibilityChange, findReceivingTeam } from "../change.ts";
import type { FoundNamespace } from "../list.ts";
import { previewRole, previewTransfer, previewVisibility } from "../preview.ts";
import type { Question } from "./confirm.ts";

export async function visibilityQuestion(
  actor: Actor,
  namespace: FoundNamespace,
  visibility: Visibility,
): Promise<Question> {
  ensureVisibilityChange(actor, namespace, visibility);
  const name = namespace.name || "the global namespace";
  return {
    title: `Make ${name} ${visibility}?`,
    lead: `It is ${namespace.visibility} now.`,
    changes: await previewVisibility(namespace, visibility),
    button: `Make it ${visibility}`,
    cancel: paths.editNamespace(namespace),
    fields: { visibility },
  };
}

export async function transferQuestion(
  actor: Actor,
  namespace: FoundNamespace,
  teamName: string,
): Promise<Question> {
  const team = await findReceivingTeam(actor, namespace, teamName);
  const from = namespace.team.hidden
    ? "It belongs to no team."
    : `It is ${namespace.team.name}’s now.`;
  return {
    title: `Give ${namespace.name} to ${team.name}?`,
    lead: `${from} The owners of ${team.name} decide over it then.`,
    changes: await previewTransfer(namespace, team),
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

export async function roleQuestion(team: FoundTeam, member: Member, role: Role): Promise<Question> {
  return {
    title: `Make ${member.user.username} ${a(role)} of ${team.name}?`,
    lead: `They are ${a(member.role)} now. ${meaning[role]}`,
    changes: await previewRole(team, member, role),
    button: `Make ${member.user.username} ${a(role)}`,
    cancel: paths.team(team),
    fields: { role },
  };
}

export async function removalQuestion(
  actor: Actor,
  team: FoundTeam,
  member: Member,
): Promise<Question> {
  const leaving = member.userId === actor.id;
  const who = leaving ? "You" : member.user.username;
  return {
    title: leaving ? `Leave ${team.name}?` : `Remove ${who} from ${team.name}?`,
    lead: leaving ? `You are ${a(member.role)} now.` : `They are ${a(member.role)} now.`,
    changes: await previewRole(team, member, null),
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
