import type { Actor } from "../../src/identity/actor/actor.ts";
import { limitOf } from "../../src/identity/actor/limits.ts";
import type { Rules } from "../../src/platform/config/config.ts";
import type { NamespaceKind, Role, Visibility } from "../../src/platform/db/generated/enums.ts";
import { allowedActions, type Guarded } from "../../src/tenancy/policy/policy.ts";
import {
  admin,
  contributor,
  members,
  owner,
  person,
  rules,
  stranger,
  viewer,
} from "./data/policy-actors.ts";

const roles: Role[] = ["viewer", "contributor", "owner"];
const kinds: NamespaceKind[] = ["team", "personal", "global"];
const visibilities: Visibility[] = ["private", "protected", "public"];
const policies = ["allow-teams", "allow-personal", "admin-only"] as const;

type Who = [who: string, actor: Actor | null];

const people: Who[] = [
  ["nobody signed in", null],
  ["a stranger", stranger],
  ["a viewer of the team", viewer],
  ["a contributor of the team", contributor],
  ["an owner of the team", owner],
  ["a viewer of the repository", person(6)],
  ["a contributor of the repository", person(7)],
  ["an owner of the repository", person(8)],
  ["an admin", admin],
];

const limited: Who[] = [
  ["an owner's token for other repositories", limitedTo(["web/other"], [])],
  ["an owner's token for this repository", limitedTo(["web/app"], [])],
  ["an owner's token to pull alone", limitedTo([], ["pull"])],
  ["an owner's token to delete alone", limitedTo([], ["delete"])],
];

function limitedTo(patterns: string[], actions: ("pull" | "push" | "delete")[]): Actor {
  return { ...owner, limit: limitOf({ patterns, actions }) } as Actor; // there is a limit
}

const ownMembers = roles.map((role, at) => ({ userId: at + 6, role }));

const switches = policies.flatMap((pushPolicy) =>
  [
    [true, false],
    [true, true],
    [false, false],
  ].map(([deleteEnabled = true, deleteByContributors = false]) => ({
    ...rules,
    pushPolicy,
    deleteEnabled,
    deleteByContributors,
  })),
);

/** The policy as tables in markdown: who may pull, push and delete in each kind of namespace, for each setting. */
export function permissionsTable(): string {
  return [intro, ...switches.flatMap(section), ...narrower(), ...tokens()].join("\n");
}

const intro = `# Who may do what

Made by \`npm run permissions\` from the policy that pages, tokens, API and jobs ask; a test fails when it is not current.
"Of the repository" means a role in that repository only.
Repositories without a slash belong to the global namespace.
`;

function section(rules: Rules): string[] {
  const { pushPolicy, deleteEnabled, deleteByContributors } = rules;
  const deletion = deleteByContributors ? "by owners and contributors" : "by owners";
  const title = `## Push policy ${pushPolicy}, deletion ${deleteEnabled ? deletion : "switched off"}\n`;
  const columns = kinds.flatMap((kind) => visibilities.map((visibility) => ({ kind, visibility })));
  const head = columns.map(({ kind, visibility }) => `${kind}, ${visibility}`);
  const places = columns.map((place) => ({ ...place, members, repository: repository(null) }));
  return [title, ...table(head, people, places, rules), ""];
}

function narrower(): string[] {
  const pairs = visibilities.flatMap((visibility) =>
    visibilities.map((own) => ({ visibility, own })),
  );
  const head = pairs.map(({ visibility, own }) => `${own} in ${visibility}`);
  const places = pairs.map(({ visibility, own }) => ({
    kind: "team" as const,
    visibility,
    members,
    repository: repository(own),
  }));
  const title = "## A repository with a visibility of its own (push policy allow-teams)\n";
  return [title, ...table(head, people, places, rules), ""];
}

function tokens(): string[] {
  const title = "## Limited application tokens (push policy allow-teams)\n";
  const places = kinds.map((kind) => ({
    kind,
    visibility: "public" as const,
    members,
    repository: repository(null),
  }));
  return [
    title,
    ...table(
      kinds.map((kind) => `${kind}, public`),
      limited,
      places,
      rules,
    ),
    "",
  ];
}

function table(head: string[], rows: Who[], places: Guarded[], rules: Rules): string[] {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const cell = (actor: Actor | null, place: Guarded) =>
    allowedActions(actor, place, rules).join(" ") || "–";
  return [
    line(["", ...head]),
    line(["---", ...head.map(() => "---")]),
    ...rows.map(([who, actor]) => line([who, ...places.map((place) => cell(actor, place))])),
  ];
}

function repository(visibility: Visibility | null) {
  return { fullName: "web/app", visibility, members: ownMembers };
}

if (process.argv[1] === import.meta.filename) process.stdout.write(permissionsTable());
