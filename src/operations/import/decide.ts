import { nameProblem, namespaceNameFrom } from "../../registry/names.ts";
import { isReservedName } from "../../tenancy/namespaces/reserved-names.ts";
import { Description, TeamForm } from "../../tenancy/teams/schemas.ts";
import { type KnownNamespace, roleIn, type State } from "./catalogue-state.ts";
import { decidePeople } from "./decide-people.ts";
import {
  type Decisions,
  type MemberDecision,
  type NamespaceDecision,
  type PersonDecision,
  refused,
  type TeamDecision,
} from "./decision.ts";
import type { Plan, PlannedMember, PlannedNamespace, PlannedTeam } from "./plan.ts";

export interface Choices {
  /** Accounts and teams that exist are those of the source: they may get roles, members and namespaces. */
  merge: boolean;
  /** Who owns teams of which the source names no owner. */
  owner: string | null;
}

/** Decides about everything in a plan. Nothing that exists is changed, or gets anything without `merge`. */
export function decide(plan: Plan, state: State, choices: Choices): Decisions {
  const people = decidePeople(plan.people, state, choices);
  const byName = new Map(plan.people.map(({ name }, at) => [name, people[at]]));
  const context: Context = { state, choices, byName };
  const teams = plan.teams.map((team) => decideTeam(team, context));
  const members = plan.teams.flatMap((team, at) =>
    team.members.map((member) => decideMember(member, teams[at], context)),
  );
  const among = { ...context, teams, personal: personalOf(people) };
  const namespaces = plan.namespaces.map((it) => decideNamespace(it, among));
  return { people, teams, members, namespaces };
}

interface Context {
  state: State;
  choices: Choices;
  byName: ReadonlyMap<string, PersonDecision | undefined>;
}

const olderPerson = "the account is older than this import. Add --merge if it is the same person";
const olderTeam = "the team is older than this import. Add --merge if it is the same team";

function decideTeam(planned: PlannedTeam, { state, choices, byName }: Context): TeamDecision {
  const { description, members } = planned;
  const base = { kind: "team", name: planned.name, description, owner: null } as const;
  const form = TeamForm.safeParse({ name: planned.name, description });
  if (!form.success) return { ...base, ...refused(form.error.issues[0]?.message ?? "") };

  const { name } = form.data;
  const similar = state.teams.find((it) => it.name.toLowerCase() === name.toLowerCase());
  const known = state.teams.find((it) => it.name === name);
  if (known?.hidden) return { ...base, ...refused("this name is reserved") };
  if (known) return { ...base, name, outcome: "exists", why: "a team has this name" };
  if (similar) return { ...base, ...refused(`the team ${similar.name} has the same name`) };

  const owners = members.filter((it) => it.role === "owner" && byName.get(it.person)?.mayJoin);
  const owner = byName.get(owners[0]?.person ?? "")?.name ?? choices.owner;
  if (owner === null)
    return { ...base, ...refused("nobody who is imported owns it. Name somebody with --owner") };
  return { ...base, name, outcome: "create", why: `owned by ${owner}`, owner };
}

function decideMember(
  { person, role: given }: PlannedMember,
  team: TeamDecision | undefined,
  { state, choices, byName }: Context,
): MemberDecision {
  const known = byName.get(person);
  const username = known?.name ?? person;
  const user = state.users.get(username);
  const role = user?.admin ? "owner" : given; // admins own each team that they are in
  const name = `${username} in ${team?.name}`;
  const base = { kind: "member", name, team: team?.name ?? "", username, role } as const;
  if (!known || known.outcome === "refused") return { ...base, ...refused("there is no account") };
  if (!team || team.outcome === "refused") return { ...base, ...refused("there is no such team") };

  const existing = state.teams.find((it) => it.name === team.name);
  const has = roleIn(existing, username);
  if (has === role) return { ...base, outcome: "exists", why: `is ${role}` };
  if (has) return { ...base, outcome: "differs", why: `is ${has} here, and ${role} in the source` };
  if (user?.disabledAt) return { ...base, ...refused("the account is disabled") };
  if (!known.mayJoin) return { ...base, ...refused(olderPerson) };
  if (existing && !choices.merge) return { ...base, ...refused(olderTeam) };
  return { ...base, outcome: "create", why: `as ${role}` };
}

type NamespaceContext = Context & { teams: readonly TeamDecision[]; personal: Personal };
type Personal = ReadonlyMap<string, string>; // who gets a namespace, by its name

function decideNamespace(planned: PlannedNamespace, context: NamespaceContext): NamespaceDecision {
  const { name, visibility, team } = planned;
  const known = context.state.namespaces.get(name);
  const found = known && isUnassigned(known) ? known.id : null;
  const base = { kind: "namespace", found, ...planned } as const;
  if (known && found === null) return { ...base, ...existingNamespace(known, planned) };
  const problem = namespaceRefusal(planned, context);
  if (problem) return { ...base, ...refused(problem) };
  if (found !== null && !context.choices.merge) return { ...base, ...refused(unassigned) };
  return { ...base, outcome: "create", why: `${visibility}, of the team ${team}` };
}

const unassigned = "it belongs to no team yet. Add --merge to transfer it to that of the source";

const isUnassigned = ({ kind, team }: KnownNamespace) => kind === "team" && team.hidden;

function existingNamespace(
  known: KnownNamespace,
  { team, visibility }: PlannedNamespace,
): Pick<NamespaceDecision, "outcome" | "why"> {
  if (known.team.hidden) return refused("it is the namespace of a person");
  if (known.team.name !== team) return refused(`it belongs to the team ${known.team.name}`);
  if (known.visibility === visibility) return { outcome: "exists", why: `is ${visibility}` };
  const why = `is ${known.visibility} here, and ${visibility} in the source`;
  return { outcome: "differs", why };
}

function namespaceRefusal(
  planned: PlannedNamespace,
  { state, choices, teams, personal }: NamespaceContext,
): string | null {
  const { name } = planned;
  const problem = nameProblem(name);
  if (problem) return problem;
  if (isReservedName(name)) return "this name is reserved";
  const described = Description.safeParse(planned.description);
  if (!described.success) return described.error.issues[0]?.message ?? "";
  if (state.reserved.has(name)) return "it was deleted a short time ago. Try again in 10 minutes";
  if (personal.has(name)) return `it becomes the personal namespace of ${personal.get(name)}`;
  const team = teams.find((it) => it.name === planned.team);
  if (!team || team.outcome === "refused") return "there is no such team";
  return team.outcome === "exists" && !choices.merge ? olderTeam : null;
}

/** The personal namespaces of the accounts that will be created. */
const personalOf = (people: readonly PersonDecision[]): Personal =>
  new Map(
    people
      .filter(({ outcome }) => outcome === "create")
      .map(({ name }) => [namespaceNameFrom(name) ?? "", name]),
  );
