import type { Actor } from "../../../identity/actor/actor.ts";
import type { Role, Visibility } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { withArticle } from "../../../platform/plural.ts";
import type { FoundTeam } from "../../teams/find.ts";
import type { Member } from "../../teams/owners.ts";
import { ensureVisibilityChange, findReceivingTeam } from "../change.ts";
import type { FoundNamespace } from "../find.ts";
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
    lead: `It is currently ${namespace.visibility}.`,
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
    : `It belongs to ${namespace.team.name}.`;
  return {
    title: `Transfer ${namespace.name} to ${team.name}?`,
    lead: `${from} After the transfer, the owners of ${team.name} manage it.`,
    changes: await previewTransfer(namespace, team),
    button: `Transfer to ${team.name}`,
    cancel: paths.editNamespace(namespace),
    fields: { team: teamName },
  };
}

const meaning = {
  viewer: "Viewers may pull.",
  contributor: "Contributors may pull, push and create namespaces in the team.",
  owner: "Owners may also manage members, and change and delete namespaces.",
};

export async function roleQuestion(team: FoundTeam, member: Member, role: Role): Promise<Question> {
  return {
    title: `Make ${member.user.username} ${withArticle(role)} of ${team.name}?`,
    lead: `They are currently ${withArticle(member.role)}. ${meaning[role]}`,
    changes: await previewRole(team, member, role),
    button: `Make ${member.user.username} ${withArticle(role)}`,
    cancel: paths.team(team),
    fields: { role, was: member.role },
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
    lead: leaving
      ? `You are currently ${withArticle(member.role)}.`
      : `They are currently ${withArticle(member.role)}.`,
    changes: await previewRole(team, member, null),
    note: `What ${leaving ? "you" : "they"} pushed stays. Registry tokens already issued stay valid until they expire.`,
    button: leaving ? `Leave ${team.name}` : `Remove ${who}`,
    bad: true,
    cancel: paths.team(team),
    fields: {},
  };
}
