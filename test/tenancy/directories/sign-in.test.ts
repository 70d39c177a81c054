import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  authenticateCredentials,
  authenticatePassword,
} from "../../../src/identity/sign-in/credentials.ts";
import type { Rejection } from "../../../src/identity/sign-in/rejection.ts";
import { accessChanged, db, onAccessChange } from "../../../src/platform/db/client.ts";
import { TooMany, Unavailable } from "../../../src/platform/errors.ts";
import { makeTeam, makeUser, password } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { startDirectory, suffix } from "../../support/directory.ts";
import { changeDirectory, useDirectory } from "../../support/directory-app.ts";

await useDatabase();
const slapd = await startDirectory();
const provider = await useDirectory(slapd.settings({ timeoutSeconds: 1 }));
const mara = await slapd.addPerson("mara", "the password of mara");

let address = "";
let networks = 0;
beforeEach(() => {
  networks += 1;
  address = `10.9.0.${networks}`; // wrong passwords of one test are not another's
});

/** How the credentials of a client are answered: the user name and by what, or the reason for the log. */
async function client(username: string, secret: string, authenticate = authenticateCredentials) {
  let why = "";
  const refused = (rejection: Rejection) => {
    why = rejection.why;
  };
  const found = await authenticate({ username, secret }, { address, refused });
  return found ? found.actor.username : why;
}
const form = (username: string, secret: string) => client(username, secret, authenticatePassword);

test("TOK-007: a person of the directory gets an account without a password at the first sign-in", async () => {
  assert.equal(await client("mara", "the password of mara"), "mara");

  const user = await db.user.findUniqueOrThrow({
    where: { username: "mara" },
    include: { identities: true, namespaces: true },
  });
  assert.deepEqual(
    [
      user.passwordHash,
      user.admin,
      user.displayName,
      user.identities.length,
      user.namespaces.length,
    ],
    [null, false, "The person mara", 1, 1],
  );
});

test("a wrong password counts as one, and its answer takes as long as that for a name that nobody has", async () => {
  const started = Date.now();
  assert.equal(await client("mara", "wrong 0"), "wrong_password");
  assert.equal(await client("nobody", "wrong 0"), "unknown_account");
  assert.ok(Date.now() - started > 800);

  for (let at = 1; at < 10; at += 1) await client("mara", `wrong ${at}`);
  await assert.rejects(client("mara", "the password of mara"), TooMany);
});

test("a right password is remembered for a while, and caches stay when nothing changed", async () => {
  let changes = 0;
  const stop = onAccessChange(() => {
    changes += 1;
  });
  await form("mara", "the password of mara");
  accessChanged();
  changes = 0;
  await form("mara", "the password of mara");
  assert.equal(changes, 0);

  await slapd.stop();
  assert.equal(await client("mara", "the password of mara"), "mara");
  await slapd.restart();
  stop();
});

test("the first person of the directory is no admin, and members of the admin group are for as long as they are", async () => {
  await slapd.addPerson("ada", "the password of ada");
  const admins = await slapd.addGroup("portus-admins", [`uid=ada,ou=people,${suffix}`, mara]);
  await db.groupMapping.create({ data: { providerId: provider.id, group: "portus-admins" } });
  const other = await makeUser({ admin: true });
  const isAdmin = async () => {
    accessChanged();
    await form("ada", "the password of ada");
    return (await db.user.findUniqueOrThrow({ where: { username: "ada" } })).admin;
  };

  assert.equal(await isAdmin(), true);
  await slapd.change(admins, "member", [mara]);
  assert.equal(await isAdmin(), false);
  await slapd.remove(admins);
  assert.ok(other.admin);
});

test("groups give roles, and take away only what they gave", async () => {
  const team = await makeTeam();
  const byHand = await makeTeam();
  await db.groupMapping.create({
    data: { providerId: provider.id, group: "web", teamId: team.id, role: "contributor" },
  });
  const web = await slapd.addGroup("Web", [mara]);
  const roles = async () => {
    accessChanged();
    await form("mara", "the password of mara");
    const found = await db.membership.findMany({
      where: { user: { username: "mara" }, team: { hidden: false } },
      orderBy: { id: "asc" },
    });
    return found.map(({ teamId, role }) => [teamId, role]);
  };
  const { id: userId } = await db.user.findUniqueOrThrow({ where: { username: "mara" } });
  await db.membership.create({ data: { teamId: byHand.id, userId, role: "viewer" } });

  assert.deepEqual(await roles(), [
    [byHand.id, "viewer"],
    [team.id, "contributor"],
  ]);
  await slapd.remove(web);
  assert.deepEqual(await roles(), [[byHand.id, "viewer"]]);
});

test("somebody whose name an account with a password has gets another name, and the account is not taken over", async () => {
  const local = await makeUser({ username: "kim" });
  await slapd.addPerson("kim", "the password of kim");

  assert.equal(await client("kim", password), "kim");
  assert.equal(await client("kim", "the password of kim"), "kim0");
  assert.equal(await client("kim0", "the password of kim"), "kim0");
  assert.equal(await client("kim", "another"), "wrong_password");
  assert.equal(await db.externalIdentity.count({ where: { userId: local.id } }), 0);
});

test("while the directory is down, a wrong password of an account with a password is wrong", async () => {
  const { username } = await makeUser();
  await slapd.stop();
  accessChanged();

  assert.equal(await form(username, "another"), "wrong_password");
  await slapd.restart();
  await new Promise((resolve) => setTimeout(resolve, 3_100)); // until the directory is asked again
});

test("a renamed entry keeps its account, under both names, and a new entry of the old name gets another", async () => {
  await slapd.addPerson("jonas", "the password of jonas");
  assert.equal(await form("jonas", "the password of jonas"), "jonas");
  await slapd.rename(`uid=jonas,ou=people,${suffix}`, `uid=jonas.new,ou=people,${suffix}`);
  accessChanged();

  assert.equal(await form("jonas.new", "the password of jonas"), "jonas");
  accessChanged();
  assert.equal(await form("jonas", "the password of jonas"), "jonas");

  await slapd.addPerson("jonas", "the password of another");
  accessChanged();
  assert.equal(await form("jonas", "the password of another"), "jonas0");
});

test("while the directory is down, local accounts get in, and others get 503 that counts as no wrong password", async () => {
  const admin = await makeUser({ admin: true });
  await slapd.stop();
  accessChanged();
  for (let at = 0; at < 12; at += 1)
    await assert.rejects(form("mara", "the password of mara"), Unavailable);

  assert.equal(await form(admin.username, password), `${admin.username}`);
  assert.equal(await client(admin.username, password), `${admin.username}`);
  await slapd.restart();
  await new Promise((resolve) => setTimeout(resolve, 3_100));
  assert.equal(await form("mara", "the password of mara"), "mara");
});

test("clients are refused the password of the directory where the settings say so, and the page takes it", async () => {
  await changeDirectory(provider, slapd.settings({ clientLogin: false }));

  assert.equal(await form("mara", "the password of mara"), "mara");
  assert.equal(await client("mara", "the password of mara"), "directory_password");
  assert.equal(await client("mara", "wrong"), "wrong_password");
  await changeDirectory(provider, slapd.settings());
});

test("an account that an admin disabled is not asked about, and a robot never", async () => {
  const robot = await makeUser({ robot: true, username: "team+robot" });
  await slapd.addPerson("team+robot", "the password of a robot");
  await slapd.addPerson("olga", "the password of olga");
  await form("olga", "the password of olga");
  await db.user.update({ where: { username: "olga" }, data: { disabledAt: new Date() } });
  accessChanged();

  assert.equal(await form("olga", "the password of olga"), "disabled");
  assert.equal(await form(robot.username, "the password of a robot"), "robot");
});

test("nobody new gets an account where the provider's rules say so, and those who have one sign in", async () => {
  await slapd.addPerson("piet", "the password of piet");
  await db.signInProvider.update({ where: { id: provider.id }, data: { newAccounts: "nobody" } });
  accessChanged();

  assert.equal(await form("piet", "the password of piet"), "no_account");
  assert.equal(await form("mara", "the password of mara"), "mara");
});

test("a second factor closes the password of the directory for clients, too", async () => {
  await db.user.update({ where: { username: "mara" }, data: { secondFactorSince: new Date() } });
  accessChanged();

  assert.equal(await client("mara", "the password of mara"), "second_factor");
  assert.equal(await form("mara", "the password of mara"), "mara");
});
