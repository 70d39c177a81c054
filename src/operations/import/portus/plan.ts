import { cannotRead, readTextFile } from "../../../platform/bounded-file.ts";
import type { Role, Visibility } from "../../../platform/db/generated/enums.ts";
import type { Plan, PlannedMember, WithoutEqual } from "../plan.ts";
import { type Row, tablesIn } from "./dump.ts";

const maxBytes = 100_000_000;

const needed = ["users", "teams", "team_users", "namespaces"];

/** The people, teams and namespaces in a dump of SUSE Portus. */
export function readPortusDump(file: string): Plan {
  const dump = readTextFile(file, maxBytes, "a dump of the tables that an import needs");
  const tables = tablesIn(dump, [...needed, "application_tokens"]);
  const missing = needed.filter((table) => !tables.has(table));
  if (missing.length > 0)
    throw cannotRead(
      `${file} has no table ${missing.join(", ")}. Make the dump with the command in docs/moving-in.md.`,
    );
  const rows = (table: string) => tables.get(table) ?? [];

  const users = rows("users").filter((user) => text(user, "username") !== system);
  const userNames = nameById(users, "username");
  const people = users.filter(isPerson);
  const teams = rows("teams").filter((team) => !isSet(team, "hidden"));
  const teamNames = nameById(teams, "name");
  const members = membersByTeam(rows("team_users"), nameById(people, "username"));
  const shared = rows("namespaces").filter(
    (it) => !isSet(it, "global") && teamNames.has(text(it, "team_id")),
  );
  return {
    source: `dump of SUSE Portus ${file}`,
    people: people.map((user) => ({
      name: text(user, "username"),
      passwordHash: text(user, "encrypted_password") || null,
      email: text(user, "email") || null,
      displayName: text(user, "display_name") || null,
    })),
    teams: teams.map((team) => ({
      name: text(team, "name"),
      description: text(team, "description"),
      members: members.get(text(team, "id")) ?? [],
    })),
    namespaces: shared.map((namespace) => ({
      name: text(namespace, "name"),
      team: teamNames.get(text(namespace, "team_id")) ?? "",
      visibility: visibilities[Number(namespace.get("visibility") ?? 0)] ?? "private",
      description: text(namespace, "description"),
    })),
    withoutEqual: [
      ...users.filter((user) => !isPerson(user)).map(notAPerson),
      ...people.filter((user) => isSet(user, "admin")).map(wasAdmin),
      ...rows("application_tokens").map((token) => tokenOf(token, userNames)),
      ...namespacesElsewhere(rows("namespaces"), shared, users),
    ],
  };
}

const system = "portus"; // the account by which SUSE Portus calls its registry
const visibilities: readonly Visibility[] = ["private", "protected", "public"];
const roles: readonly Role[] = ["viewer", "contributor", "owner"];

const text = (row: Row, column: string): string => row.get(column) ?? "";
const isSet = (row: Row, column: string): boolean => ["1", "t"].includes(text(row, column));
const isPerson = (user: Row) => isSet(user, "enabled") && !isSet(user, "bot");
const nameById = (rows: readonly Row[], column: string) =>
  new Map(rows.map((row) => [text(row, "id"), text(row, column)]));

function membersByTeam(
  memberships: readonly Row[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, PlannedMember[]> {
  const members = new Map<string, PlannedMember[]>();
  for (const membership of memberships) {
    const person = names.get(text(membership, "user_id"));
    const role = roles[Number(membership.get("role") ?? 0)];
    if (person === undefined || !role) continue;
    const team = text(membership, "team_id");
    const known = members.get(team);
    if (known) known.push({ person, role });
    else members.set(team, [{ person, role }]);
  }
  return members;
}

const notAPerson = (user: Row): WithoutEqual => ({
  what: text(user, "username"),
  why: isSet(user, "bot")
    ? "a bot. Create a robot of its team, whose token replaces the bot's"
    : "disabled, so it gets no account",
});

const wasAdmin = (user: Row): WithoutEqual => ({
  what: text(user, "username"),
  why: "an admin there. bin/portus user promote makes somebody an admin",
});

const tokenOf = (token: Row, names: ReadonlyMap<string, string>): WithoutEqual => ({
  what: `application token ${text(token, "application")} of ${names.get(text(token, "user_id"))}`,
  why: "only its hash is there, in a form that Portus does not check. Create a new one",
});

/** Personal namespaces come with their people, and the global one is always there. */
function namespacesElsewhere(
  all: readonly Row[],
  shared: readonly Row[],
  users: readonly Row[],
): WithoutEqual[] {
  const taken = new Set(shared);
  const personal = new Set(users.map((user) => user.get("namespace_id")));
  return all
    .filter((it) => !isSet(it, "global") && !taken.has(it))
    .flatMap((it) => {
      const isPersonal = personal.has(it.get("id") ?? null);
      if (isPersonal && text(it, "visibility") === "0") return [];
      const why = isPersonal
        ? "a personal namespace that was not private. It is here, until its owner changes that"
        : "it belongs to no team. A sync finds it again";
      return [{ what: `namespace ${text(it, "name")}`, why }];
    });
}
