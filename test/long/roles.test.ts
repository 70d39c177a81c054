import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { actorFields } from "../../src/identity/actor/actor.ts";
import { createRobot } from "../../src/identity/robots/robots.ts";
import { createToken } from "../../src/identity/tokens/tokens.ts";
import { db, type Role } from "../../src/platform/db/client.ts";
import { findTeam } from "../../src/tenancy/teams/find.ts";
import { changeRole } from "../../src/tenancy/teams/members.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import {
  deleting,
  logIn,
  newPerson,
  type Person,
  password,
  pulling,
  pushing,
} from "../support/clients/people.ts";
import { by, makeNamespace, makeTeam } from "../support/data/factories.ts";
import { must } from "../support/processes.ts";
import { clientHome, startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Roles with skopeo and a real registry. A changed role counts from the next token.

const stack = await startStack();
const ada = await newPerson(stack, "ada"); // the admin, since she signs up first
const [olga, carl, vera] = [
  await newPerson(stack, "olga"),
  await newPerson(stack, "carl"),
  await newPerson(stack, "vera"),
];
const actorOf = (name: string) =>
  db.user.findUniqueOrThrow({ where: { username: name }, select: actorFields });
const userOf = (name: string) => db.user.findUniqueOrThrow({ where: { username: name } });

const team = await makeTeam(
  {
    owners: [await userOf("ada"), await userOf("olga")],
    contributors: [await userOf("carl")],
    viewers: [await userOf("vera")],
  },
  { name: "team" },
);
const { id: registryId } = await db.registry.findFirstOrThrow();
const namespace = await makeNamespace({ name: "team", team, registryId });

let made = 0;
const image = () => imageLayout(join(stack.directory, `layout${++made}`), `image ${made}`);

function mayNot({ status, output }: { status: number | null; output: string }): void {
  assert.notEqual(status, 0);
  assert.match(output, /denied|unauthorized/i);
}

function may({ status, output }: { status: number | null; output: string }): void {
  assert.equal(status, 0, output);
}

async function become({ name }: Person, role: Role): Promise<void> {
  const admin = await actorOf("ada");
  const found = await findTeam(admin, team.id);
  const where = { teamId: team.id, user: { username: name } };
  const { id: memberId } = await db.membership.findFirstOrThrow({ where });
  await changeRole(by(admin), found, { memberId, role });
}

/** The actions that Portus grants for a scope. */
async function granted(name: string, secret: string, scope: string): Promise<string[]> {
  const { actions } = (await accessOf(get(name, secret, scope)))[0] ?? { actions: [] };
  return actions;
}

interface Access {
  name: string;
  actions: string[];
}

const service = stack.registry.host;

function get(name: string, secret: string, scope: string): Promise<Response> {
  const query = new URLSearchParams({ service, scope });
  const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
  return fetch(`${stack.portus.url}/v2/token?${query}`, { headers: { authorization } });
}

function post(name: string, secret: string, scope: string): Promise<Response> {
  const form = { grant_type: "password", client_id: "test", username: name, password: secret };
  const body = new URLSearchParams({ ...form, service, scope });
  return fetch(`${stack.portus.url}/v2/token`, { method: "POST", body });
}

async function accessOf(answer: Promise<Response>): Promise<Access[]> {
  const { token } = (await (await answer).json()) as { token: string };
  const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  return (JSON.parse(claims) as { access: Access[] }).access;
}

test("a contributor pushes; a viewer pulls but may neither push nor delete", () => {
  may(pushing(stack, carl, image(), "team/app-one:1"));

  may(pulling(stack, vera, "team/app-one:1"));
  mayNot(pushing(stack, vera, image(), "team/app-one:2"));
  mayNot(deleting(stack, vera, "team/app-one:1"));
  mayNot(deleting(stack, carl, "team/app-one:1"));
});

test("an owner deletes", () => {
  may(pushing(stack, olga, image(), "team/gone:1"));

  may(deleting(stack, olga, "team/gone:1"));

  assert.notEqual(pulling(stack, olga, "team/gone:1").status, 0);
});

const changes: [who: Person, role: Role, actions: string[]][] = [
  [vera, "contributor", ["pull", "push"]],
  [carl, "viewer", ["pull"]],
  [olga, "contributor", ["pull", "push"]],
  [vera, "owner", ["*"]],
  [carl, "owner", ["*"]],
  [olga, "viewer", ["pull"]],
];

for (const [who, role, actions] of changes)
  test(`${who.name} as ${role} may ${actions.join(" and ")} with the next token`, async () => {
    await become(who, role);
    const next = async () =>
      `${await granted(who.name, password, "repository:team/app-one:*")}` === `${actions}`;
    await until(next, `the next token of ${who.name}`, 5_000);

    const name = `team/of-${who.name}-${role}:1`;
    may(pulling(stack, who, "team/app-one:1"));
    if (role === "viewer") return mayNot(pushing(stack, who, image(), name));
    may(pushing(stack, who, image(), name));
    if (role === "owner") may(deleting(stack, who, name));
    else mayNot(deleting(stack, who, name));
  });

test("a former member gets nothing with the next token", async () => {
  await db.membership.deleteMany({ where: { teamId: team.id, user: { username: "olga" } } });
  const nothing = async () =>
    (await granted("olga", password, "repository:team/app-one:pull")).length === 0;
  await until(nothing, "olga's next token", 5_000);

  mayNot(pulling(stack, olga, "team/app-one:1"));
});

test("FIELD 6: a robot limited to team/app-*:pull may do only that, at the registry and by the API", async () => {
  may(pushing(stack, ada, image(), "team/other:1"));
  const admin = await actorOf("ada");
  const { robot } = await createRobot(by(admin), {
    team: "team",
    name: "deploy",
    role: "contributor",
    days: "30",
  });
  const limits = { patterns: ["team/app-*"], actions: ["pull" as const] };
  const token = { name: "limited", expiresAt: null, ...limits };
  const { secret } = await createToken(by(admin), robot.id, token);
  const machine = {
    name: robot.username,
    env: clientHome(stack, "robot"),
    browser: ada.browser,
  };
  const who = ["--username", machine.name, "--password-stdin"];
  must(["skopeo", "login", "--tls-verify=false", ...who, service], machine.env, secret);

  may(pulling(stack, machine, "team/app-one:1"));
  mayNot(pulling(stack, machine, "team/other:1"));
  mayNot(pushing(stack, machine, image(), "team/app-one:3"));

  const asked = "repository:team/app-one:pull,push,delete repository:team/other:pull,push";
  const exactly = [{ type: "repository", name: "team/app-one", actions: ["pull"] }];
  assert.deepEqual(await accessOf(get(machine.name, secret, asked)), exactly);
  assert.deepEqual(await accessOf(post(machine.name, secret, asked)), exactly);

  const headers = { "Portus-Auth": `${machine.name}:${secret}` };
  const listed = async () => {
    const res = await fetch(`${stack.portus.url}/api/v1/repositories`, { headers });
    return ((await res.json()) as { full_name: string }[]).map((it) => it.full_name);
  };
  await until(async () => (await listed()).length > 0, "the list to hold what was pushed", 5_000);
  assert.deepEqual(await listed(), ["team/app-one"]);
  for (const path of ["/teams", "/namespaces", "/users", `/users/${robot.id}/application_tokens`])
    assert.equal((await fetch(`${stack.portus.url}/api/v1${path}`, { headers })).status, 403, path);
});

test("a member of a repository pushes only there", async () => {
  const { id } = await userOf("olga");
  const { id: repositoryId } = await db.repository.findFirstOrThrow({
    where: { fullName: "team/app-one" },
  });
  await db.repositoryMembership.create({ data: { repositoryId, userId: id, role: "contributor" } });
  const pushes = async () =>
    (await granted("olga", password, "repository:team/app-one:push")).length > 0;
  await until(pushes, "olga's next token", 5_000);
  logIn(stack, olga);

  may(pushing(stack, olga, image(), "team/app-one:olga"));
  mayNot(pushing(stack, olga, image(), "team/other:olga"));
});

test("only members pull a private repository of a public namespace", async () => {
  await db.namespace.update({ where: { id: namespace.id }, data: { visibility: "public" } });
  await db.repository.updateMany({
    where: { fullName: "team/other" },
    data: { visibility: "private" },
  });
  const stranger = await newPerson(stack, "sten");
  const open = async () =>
    (await granted("sten", password, "repository:team/app-one:pull")).length > 0 &&
    (await granted("sten", password, "repository:team/other:pull")).length === 0;
  await until(open, "sten's next token", 5_000);

  may(pulling(stack, stranger, "team/app-one:1"));
  mayNot(pulling(stack, stranger, "team/other:1"));
  may(pulling(stack, vera, "team/other:1"));
});
