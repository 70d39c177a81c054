import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlannedMember } from "../../../src/operations/import/plan.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { makeNamespace, makePerson, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { imported, outcomes, person, planOf, reasonOf, rowCounts } from "./imports.ts";

await useDatabase();
const registry = await ensureRegistry(config);

const team = (name: string, members: PlannedMember[]) => ({ name, description: "", members });
const namespace = (name: string, of: string) => ({
  name,
  team: of,
  visibility: "private" as const,
  description: "",
});

const whole = planOf({
  people: [person("mara"), person("jonas")],
  teams: [
    team("web", [
      { person: "mara", role: "owner" },
      { person: "jonas", role: "viewer" },
    ]),
  ],
  namespaces: [namespace("shop", "web")],
});

test("a dry run decides the same as an import and changes nothing, and a second import finds everything", async () => {
  const before = await rowCounts();

  const tried = await imported(whole, { "dry-run": true });
  assert.deepEqual(await rowCounts(), before);
  const first = await imported(whole);
  const after = await rowCounts();
  const second = await imported(whole);

  assert.deepEqual(outcomes(tried), outcomes(first));
  assert.deepEqual(tried.totals, { create: 6, exists: 0, differs: 0, refused: 0 });
  assert.deepEqual(second.totals, { create: 0, exists: 6, differs: 0, refused: 0 });
  assert.deepEqual(await rowCounts(), after);
  const roles = await db.membership.findMany({
    where: { team: { name: "web" } },
    select: { role: true, user: { select: { username: true } } },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(roles, [
    { role: "owner", user: { username: "mara" } },
    { role: "viewer", user: { username: "jonas" } },
  ]);
  const shop = await db.namespace.findFirstOrThrow({ where: { name: "shop" } });
  assert.equal(shop.visibility, "private");
  const entries = await db.activity.findMany({ where: { credential: "command" } });
  assert.deepEqual(entries.map(({ key }) => key).sort(), [
    "namespace.create",
    "team.add_member",
    "team.create",
    "user.create",
    "user.create",
  ]);
});

test("an account that exists gets no role by its name, unless --merge says that it is the same person", async () => {
  await makePerson({ username: "olga" });
  const plan = planOf({
    people: [person("olga"), person("kim")],
    teams: [
      team("data", [
        { person: "kim", role: "owner" },
        { person: "olga", role: "owner" },
      ]),
    ],
  });

  const without = await imported(plan);
  assert.deepEqual(outcomes(without), {
    "person olga": "exists",
    "person kim": "create",
    "team data": "create",
    "member kim in data": "create",
    "member olga in data": "refused",
  });
  assert.match(reasonOf(without, "olga in data"), /--merge if it is the same person/);
  assert.equal(await db.membership.count({ where: { team: { name: "data" } } }), 1);

  const merged = await imported(plan, { merge: true });
  assert.equal(outcomes(merged)["member olga in data"], "create");
  assert.equal(await db.membership.count({ where: { team: { name: "data" } } }), 2);
});

test("a team and a namespace that exist get nothing, unless --merge says that they are the same", async () => {
  const owner = await makeUser({ username: "petra" });
  const ops = await makeTeam({ owners: [owner] }, { name: "ops" });
  const user = await makeUser({ username: "lena" });
  await makeNamespace({ name: "theirs", team: ops, registryId: registry.id });
  await makeNamespace({
    name: "home",
    kind: "personal",
    ownerId: user.id,
    registryId: registry.id,
    team: await makeTeam({}, { hidden: true, name: "personal/home" }),
  });
  const plan = planOf({
    people: [person("newcomer")],
    teams: [team("ops", [{ person: "newcomer", role: "owner" }]), team("OPS", [])],
    namespaces: [
      namespace("tools", "ops"),
      namespace("theirs", "newcomers"),
      namespace("home", "ops"),
    ],
  });

  assert.deepEqual(outcomes(await imported(plan)), {
    "person newcomer": "create",
    "team ops": "exists",
    "team OPS": "refused",
    "member newcomer in ops": "refused",
    "namespace tools": "refused",
    "namespace theirs": "refused",
    "namespace home": "refused",
  });
  assert.equal(await db.membership.count({ where: { teamId: ops.id } }), 1);
  const merged = outcomes(await imported(plan, { merge: true }));
  assert.equal(merged["member newcomer in ops"], "create");
  assert.equal(merged["namespace tools"], "create");
  assert.equal(merged["namespace home"], "refused");
});

test("names follow the rules of Portus: cleaned, or refused with the reason", async () => {
  await makeUser({ username: "build-bot", robot: true });
  const names = [
    "Zoe",
    "zoe",
    "Upper",
    "team+ci",
    "build-bot",
    "library",
    "two words",
    "",
    "x".repeat(70),
    "rtl\u202egnp",
  ];

  const report = await imported(planOf({ people: names.map((name) => person(name)) }));

  assert.deepEqual(
    report.decisions.map(({ name, outcome }) => [name, outcome]),
    [
      ["Zoe", "refused"],
      ["zoe", "create"],
      ["upper", "create"],
      ["team+ci", "refused"],
      ["build-bot", "refused"],
      ["library", "refused"],
      ["two words", "refused"],
      ["", "refused"],
      ["x".repeat(70), "refused"],
      ["rtl\u202egnp", "refused"],
    ],
  );
  assert.match(reasonOf(report, "Zoe"), /zoe has the same name in lower case/);
  assert.match(reasonOf(report, "upper"), /spelled Upper in the source/);
});

test("an address that another account has is left out, and what differs is left as it is", async () => {
  await makeUser({ username: "first", email: "shared@example.org" });
  const people = [
    { ...person("second"), email: "Shared@Example.org", displayName: "Second" },
    { ...person("first"), email: "other@example.org" },
    { ...person("third"), email: "no address" },
  ];

  const report = await imported(planOf({ people }));

  assert.match(reasonOf(report, "second"), /without the e-mail address, which another account has/);
  assert.match(reasonOf(report, "third"), /without the e-mail address, which is not valid/);
  assert.deepEqual(report.totals, { create: 2, exists: 0, differs: 1, refused: 0 });
  const second = await db.user.findUniqueOrThrow({ where: { username: "second" } });
  assert.deepEqual([second.email, second.displayName, second.admin], [null, "Second", false]);
  const first = await db.user.findUniqueOrThrow({ where: { username: "first" } });
  assert.equal(first.email, "shared@example.org");
});

test("a team without an owner needs --owner, who has to be an active person", async () => {
  await makePerson({ username: "boss" });
  const plan = planOf({
    people: [person("reader")],
    teams: [team("readers", [{ person: "reader", role: "viewer" }])],
    namespaces: [namespace("books", "readers")],
  });

  const refused = await imported(plan, { "dry-run": true });
  assert.deepEqual(outcomes(refused), {
    "person reader": "create",
    "team readers": "refused",
    "member reader in readers": "refused",
    "namespace books": "refused",
  });
  await assert.rejects(imported(plan, { owner: "nobody" }), /No active person is called nobody/);
  const report = await imported(plan, { owner: "boss" });
  assert.equal(report.totals.create, 4);
  const { memberships } = await db.team.findUniqueOrThrow({
    where: { name: "readers" },
    include: { memberships: true },
  });
  assert.deepEqual(memberships.map(({ role }) => role).sort(), ["owner", "viewer"]);
});

test("a namespace never takes the name of a person who comes over with it", async () => {
  const plan = planOf({
    people: [person("nora")],
    teams: [team("n", [{ person: "nora", role: "owner" }])],
    namespaces: [
      namespace("nora", "n"),
      namespace("library", "n"),
      namespace("No Good", "n"),
      { ...namespace("fine", "n"), description: "\0" },
    ],
  });

  const report = await imported(plan);

  assert.match(reasonOf(report, "library"), /reserved/);
  assert.deepEqual(
    report.decisions.filter(({ kind }) => kind === "namespace").map(({ outcome }) => outcome),
    ["refused", "refused", "refused", "refused"],
  );
  const home = await db.namespace.findFirstOrThrow({ where: { name: "nora" } });
  assert.equal(home.kind, "personal");
});
