import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createToken, revokeToken } from "../../../src/identity/tokens/tokens.ts";
import {
  accessChanged,
  databaseUrl,
  db,
  pool,
  transaction,
} from "../../../src/platform/db/client.ts";
import { type Listening, listen } from "../../../src/platform/db/listen.ts";
import { by, makeNamespace, makePerson, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useTokenEndpoint } from "./token-client.ts";

const { tokenClient: docker } = await useTokenEndpoint();
let listening: Listening;
let settle = () => {};

before(async () => {
  const handlers = { access_changed: accessChanged, settled: () => settle() };
  listening = await listen(databaseUrl, handlers);
});
after(() => listening.close());

/** A write that our domain did not make. Postgres brings news in the order of commits, so `settled` comes last. */
async function elsewhere(work: () => Promise<unknown>): Promise<void> {
  await work();
  await settled();
}

async function settled(): Promise<void> {
  const news = new Promise<void>((resolve) => {
    settle = resolve;
  });
  await db.$executeRaw`SELECT pg_notify('settled', '')`;
  await news;
}

/** A team's namespace, one of its members, and what the member is granted of `pull,push`. */
async function memberOfTeam() {
  const member = await makeUser();
  const team = await makeTeam({ contributors: [member] });
  const namespace = await makeNamespace({ team });
  const ask = async () => {
    const access = await docker.access(`repository:${namespace.name}/app:pull,push`, member);
    return access?.[0]?.actions.join(" ") ?? "nothing";
  };
  return { member, team, namespace, ask };
}

const ways = [
  ["in this process", transaction],
  ["by another replica", (work: (tx: typeof db) => Promise<unknown>) => elsewhere(() => work(db))],
] as const;

for (const [where, change] of ways) {
  test(`a member removed ${where} is granted nothing at the next request`, async () => {
    const { member, ask } = await memberOfTeam();
    assert.equal(await ask(), "pull push");

    await change(async (tx) => tx.membership.deleteMany({ where: { userId: member.id } }));

    assert.equal(await ask(), "nothing");
  });

  test(`a role changed ${where} applies from the next request on`, async () => {
    const { member, ask } = await memberOfTeam();
    assert.equal(await ask(), "pull push");

    await change(async (tx) =>
      tx.membership.updateMany({ where: { userId: member.id }, data: { role: "viewer" } }),
    );

    assert.equal(await ask(), "pull");
  });

  test(`a namespace made private ${where} is closed to strangers at once`, async () => {
    const { namespace } = await memberOfTeam();
    const to = (visibility: "public" | "private") =>
      change(async (tx) =>
        tx.namespace.update({ where: { id: namespace.id }, data: { visibility } }),
      );
    const scope = `repository:${namespace.name}/app:pull`;
    await to("public");
    assert.equal((await docker.access(scope))?.length, 1);

    await to("private");

    assert.deepEqual(await docker.access(scope), []);
  });

  test(`a user disabled ${where} is refused at once`, async () => {
    const user = await makeUser();
    assert.equal((await docker.get([], user)).status, 200);

    await change(async (tx) =>
      tx.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } }),
    );

    assert.equal((await docker.get([], user)).status, 401);
  });

  test(`a password changed ${where} invalidates the old one at once`, async () => {
    const user = await makeUser();
    const other = await makeUser({ passwordHash: null });
    assert.equal((await docker.get([], user)).status, 200);

    await change(async (tx) =>
      tx.user.update({ where: { id: user.id }, data: { passwordHash: other.passwordHash } }),
    );

    assert.equal((await docker.get([], user)).status, 401);
  });

  test(`a namespace deleted and recreated ${where} has the access rules of the new one`, async () => {
    const { member, namespace, ask } = await memberOfTeam();
    assert.equal(await ask(), "pull push");
    const { name, registryId } = namespace;
    const other = await makeTeam();

    await change(async (tx) => tx.namespace.delete({ where: { id: namespace.id } }));
    assert.equal(await ask(), "nothing");
    await change(async (tx) =>
      tx.namespace.create({
        data: { name, registryId, kind: "team", visibility: "private", teamId: other.id },
      }),
    );

    assert.equal(await ask(), "nothing");
    assert.ok(member);
  });
}

test("a revoked application token is refused at once", async () => {
  const { user } = await makePerson();
  const input = { name: "ci", expiresAt: null };
  const { secret, token } = await createToken(by(user), user.id, input);
  assert.equal((await docker.get([], user, secret)).status, 200);

  await revokeToken(by(user), token.id);

  assert.equal((await docker.get([], user, secret)).status, 401);
});

test("an expired application token is refused", async () => {
  const { user } = await makePerson();
  const input = { name: "ci", expiresAt: null };
  const { secret, token } = await createToken(by(user), user.id, input);
  assert.equal((await docker.get([], user, secret)).status, 200);

  await elsewhere(() =>
    db.applicationToken.update({
      where: { id: token.id },
      data: { expiresAt: new Date(Date.now() - 1000) },
    }),
  );

  assert.equal((await docker.get([], user, secret)).status, 401);
});

test("a warm token request makes no database query", async () => {
  const { user } = await makePerson();
  const scope = `repository:${user.username}/app:pull`;
  await docker.access(scope, user);
  await settled();
  await docker.access(scope, user);
  let queries = 0;
  const count = () => {
    queries += 1;
  };
  pool.on("acquire", count);

  for (let round = 0; round < 10; round++) await docker.access(scope, user);

  pool.off("acquire", count);
  assert.equal(queries, 0);
});
