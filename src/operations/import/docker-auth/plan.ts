import { cannotRead } from "../../../platform/bounded-file.ts";
import type { Visibility } from "../../../platform/db/generated/enums.ts";
import { nameComponent, namespaceNameFrom } from "../../../registry/names.ts";
import type { Plan, PlannedMember } from "../plan.ts";
import { type Level, levelOf, levels } from "./levels.ts";
import { type Asker, expand, namespaceOf } from "./matching.ts";
import { type Configuration, type Entry, readConfiguration } from "./read.ts";
import { rulesWithoutEqual, sectionsElsewhere } from "./without-equal.ts";

const maxNamespaces = 500;
const maxQuestions = 20_000_000; // people × namespaces × entries: some seconds

const unknownPerson: Asker = { name: "\u{fffd}", labels: new Map() };
const visitor: Asker = { name: "", labels: new Map() };

/** Users become people, and namespaces that rules are about become teams of the same name with a namespace. */
export function readDockerAuth(file: string): Plan {
  const configuration = readConfiguration(file);
  const { acl = [] } = configuration;
  const askers = askersIn(configuration);
  const personal = new Set(askers.map(({ name }) => namespaceNameFrom(name)));
  const named = namespacesIn(acl, askers);
  const shared = named.filter((name) => !personal.has(name));
  if (shared.length > maxNamespaces || askers.length * shared.length * acl.length > maxQuestions)
    throw cannotRead(`${file} has too many users and rules. Import it in parts.`);

  const places = shared.map((name) => placeOf(acl, askers, name));
  return {
    source: `docker_auth configuration ${file}`,
    people: askers.map(({ name }) => ({
      name,
      passwordHash: configuration.users?.[name]?.password ?? null,
      email: null,
      displayName: null,
    })),
    teams: places.map(({ name, members }) => ({ name, description: "", members })),
    namespaces: places.map(({ name, visibility }) => ({
      name,
      team: name,
      visibility,
      description: "",
    })),
    withoutEqual: [...rulesWithoutEqual(acl, personal), ...sectionsElsewhere(configuration)],
  };
}

const askersIn = ({ users = {} }: Configuration): Asker[] =>
  Object.entries(users)
    .filter(([name]) => name !== "") // visitors
    .map(([name, user]) => ({ name, labels: new Map(Object.entries(user?.labels ?? {})) }));

/** Only what all rules together say of a whole namespace is taken over. */
function namespacesIn(acl: readonly Entry[], askers: readonly Asker[]): string[] {
  const patterns = new Set(
    acl.flatMap(({ match: { name = "" } }) =>
      name.includes("${labels:") ? askers.flatMap((asker) => expand(name, asker)) : [name],
    ),
  );
  const names = [...patterns].flatMap((pattern) => namespaceOf(pattern) ?? []);
  return [...new Set(names)].filter((name) => nameComponent.test(name));
}

function placeOf(acl: readonly Entry[], askers: readonly Asker[], name: string) {
  const visibility = visibilityOf(acl, name);
  const byVisibility = visibility === "private" ? levels.none : levels.viewer;
  const members = askers.flatMap((asker): PlannedMember[] => {
    const level = levelOf(acl, asker, name);
    return level > byVisibility ? [{ person: asker.name, role: roles[level] ?? "viewer" }] : [];
  });
  return { name, visibility, members };
}

const roles = ["viewer", "viewer", "contributor", "owner"] as const; // by level

function visibilityOf(acl: readonly Entry[], name: string): Visibility {
  const anyone: Level = levelOf(acl, unknownPerson, name);
  if (anyone === levels.none) return "private";
  return levelOf(acl, visitor, name) === levels.none ? "protected" : "public";
}
