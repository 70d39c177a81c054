import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readDockerAuth } from "../../../src/operations/import/docker-auth/plan.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { splitName } from "../../../src/registry/names.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { useDatabase } from "../../support/database.ts";
import { fileOf, imported, outcomes, reasonOf } from "./imports.ts";

await useDatabase();
await ensureRegistry(config);

const folder = "test/operations/import";
const made = `${folder}/docker-auth.yml`;

/** What docker_auth's own server answered, by person and repository: actions with commas. */
const answers = JSON.parse(readFileSync(`${folder}/docker-auth-answers.json`, "utf8")) as Record<
  string,
  Record<string, string>
>;

const actions = {
  viewer: ["pull"],
  contributor: ["pull", "push"],
  owner: ["pull", "push", "delete"],
};

/** What a person gets in each namespace by the plan, as actions. */
function granted(person: string): Record<string, string[]> {
  const { teams, namespaces } = readDockerAuth(made);
  return Object.fromEntries(
    namespaces.map(({ name, visibility }) => {
      const member = teams
        .find((it) => it.name === name)
        ?.members.find((it) => it.person === person);
      const mayPull = visibility === "public" || (visibility === "protected" && person !== "");
      return [name, member ? actions[member.role] : mayPull ? ["pull"] : []];
    }),
  );
}

for (const [person, allowed] of Object.entries(answers))
  test(`nobody gets more than docker_auth gave, and ${person || "a visitor"} gets all that is a role`, () => {
    const roles = granted(person);

    for (const [namespace, given] of Object.entries(roles))
      for (const repository of Object.keys(answers.admin ?? {}))
        if (splitName(repository).namespace === namespace)
          for (const action of given)
            assert.ok(
              (allowed[repository] ?? "").split(",").includes(action),
              `${action} in ${repository}`,
            );
    const expected: Record<string, Record<string, number>> = {
      admin: { shop: 3, builds: 3, weird: 3, drop: 3, web: 3, data: 3, site: 3, open: 3, house: 3 },
      mara: { shop: 2, web: 2, data: 2, site: 3, open: 1, house: 1 },
      jonas: { data: 2, open: 1, house: 1 }, // shop/secret is denied to him
      "007": { open: 1, house: 1 },
      Olga: { open: 1, house: 1 },
      "ci-build": { builds: 2, open: 1, house: 1 },
      "": { open: 1 },
    };
    const got = Object.fromEntries(
      Object.entries(roles).flatMap(([name, given]) =>
        given.length > 0 ? [[name, given.length]] : [],
      ),
    );
    assert.deepEqual(got, expected[person]);
  });

test("people, teams and namespaces of docker_auth come over, and what has no equal is named", async () => {
  const report = await imported(readDockerAuth(made));

  const decided = outcomes(report);
  assert.equal(decided["person olga"], "create");
  assert.equal(decided["team shop"], "create");
  assert.equal(decided["namespace house"], "create");
  assert.equal(decided["member ci-build in builds"], "create");
  assert.equal(report.totals.refused, 0);
  assert.match(reasonOf(report, "ci-build"), /no password: the source has none/);
  assert.match(reasonOf(report, "007"), /with the password/);
  const house = await db.namespace.findFirstOrThrow({ where: { name: "house" } });
  const open = await db.namespace.findFirstOrThrow({ where: { name: "open" } });
  assert.deepEqual([house.visibility, open.visibility], ["protected", "public"]);
  const mara = await db.namespace.findFirstOrThrow({ where: { name: "mara" } });
  assert.equal(mara.kind, "personal");
  assert.equal(await db.user.count({ where: { admin: true } }), 0);
  assert.deepEqual(
    report.withoutEqual.map(({ what, why }) => `${what}: ${why.split(/[.,]/)[0]}`),
    [
      "rule 1: roles do not depend on ip",
      "rule 4: roles are for whole namespaces",
      "rule 7: roles are for whole namespaces",
      "rule 8: the pattern of its people is not one that Portus reads",
      "rule 9: anyone who may push in Portus may pull",
      "rule 10: mara is the personal namespace of somebody",
      "rule 13: Portus lists the catalogue for each person itself",
      "rule 16: top-level images are public in Portus",
    ],
  );
  const second = await imported(readDockerAuth(made));
  assert.equal(second.totals.create + second.totals.differs + second.totals.refused, 0);
});

const planOf = (text: string) => readDockerAuth(fileOf("given.yml", text));

test("a rule that may match lowers what a later rule gives, and never gives anything itself", () => {
  const rules = (...acl: object[]) =>
    planOf(JSON.stringify({ users: { kim: { password: "x" } }, acl })).teams[0]?.members[0]?.role;
  const grant = { match: { account: "kim", name: "shop/*" }, actions: ["*"] };

  assert.equal(rules(grant), "owner");
  assert.equal(rules({ match: { ip: "10.0.0.1" }, actions: ["pull"] }, grant), "viewer");
  assert.equal(rules({ match: { account: "/k[i]m/" }, actions: [] }, grant), undefined);
  assert.equal(
    rules({ match: { name: "sh?p/*" }, actions: ["push", "pull"] }, grant),
    "contributor",
  );
  assert.equal(rules({ match: { service: "other" }, actions: [] }, grant), undefined);
  assert.equal(rules({ match: { account: "kimberly" }, actions: [] }, grant), "owner");
  assert.equal(rules({ match: { name: "*" }, actions: [] }, grant), "owner"); // top-level names only
  assert.equal(rules({ match: { account: "/i/" }, actions: [] }, grant), undefined); // contains it
  assert.equal(rules({ match: { account: "/^(ada|kim)$/" }, actions: [] }, grant), undefined);
  assert.equal(rules({ match: { name: "/hop\\/.*/" }, actions: [] }, grant), undefined); // ends so
  assert.equal(rules({ match: { labels: { constructor: "x" } }, actions: [] }, grant), "owner");
});

const hostile: [what: string, text: string, reason: RegExp][] = [
  ["no YAML", "users: [", /is not a configuration of docker_auth/],
  ["a list of users", "users: [a, b]", /expected record/],
  ["a password that is a map", "users: {a: {password: {b: c}}}", /expected string.* at users\.a/],
  [
    "aliases of aliases",
    `a: &a [x, x]\n${Array.from({ length: 60 }, (_, at) => `b${at}: &b${at} [*${at ? `b${at - 1}` : "a"}, *${at ? `b${at - 1}` : "a"}]`).join("\n")}`,
    /is not a configuration/,
  ],
  ["a hundred thousand levels", "[".repeat(100_000), /is not a configuration/],
  ["too many rules", `acl: [${"{match: {}, actions: []},".repeat(1_001)}]`, /more than 1000 rules/],
  ["a long name", `users: {${"a".repeat(501)}: {}}`, /is not a configuration/],
  ["a file that is too large", "a".repeat(4_000_001), /more than 4 MB/],
];

for (const [what, text, reason] of hostile)
  test(`docker_auth: ${what} is refused`, () => {
    assert.throws(() => planOf(text), reason);
  });

test("a product of people, namespaces and rules that is too large is refused", () => {
  const users = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`u${at}`, {}]));
  const acl = Array.from({ length: 400 }, (_, at) => ({
    match: { name: `n${at}/*` },
    actions: [],
  }));

  assert.throws(() => planOf(JSON.stringify({ users, acl })), /too many users and rules/);
});

test("sections with people elsewhere are named", () => {
  const { withoutEqual } = planOf("ldap_auth: {addr: x}\nacl_mongo: {collection: acl}\n");

  assert.deepEqual(
    withoutEqual.map(({ what }) => what),
    ["ldap_auth", "acl_mongo"],
  );
});
