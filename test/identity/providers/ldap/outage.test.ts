import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { createPool } from "../../../../src/identity/providers/ldap/pool.ts";
import type { LdapSettings } from "../../../../src/identity/providers/ldap/settings.ts";
import { confirmPassword } from "../../../../src/identity/providers/ldap/sign-in.ts";
import { makeAuthority } from "../../../support/certificates.ts";
import { servicePassword, startDirectory } from "../../../support/directory.ts";
import { until } from "../../../support/waiting.ts";

const slapd = await startDirectory();
await slapd.addPerson("mara", "the password of mara");

function open(change: Partial<LdapSettings> = {}, password = servicePassword) {
  const settings = slapd.settings({ timeoutSeconds: 1, ...change });
  const directory = { id: 1, name: "test", declared: true, settings, password };
  const pool = createPool(directory);
  return {
    pool,
    ask: () =>
      confirmPassword(
        { directory, pool },
        { name: "mara", password: "the password of mara" },
        Date.now() + 20_000,
      ),
  };
}

/** A server that accepts connections and says nothing, as a host behind a broken firewall does. */
async function silentServer() {
  const connections: { destroyed: boolean; destroy(): void }[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.resume();
    connections.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, connections };
}

const confirms = async (change: Partial<LdapSettings>) => "subject" in (await open(change).ask());

test("StartTLS, TLS and an unencrypted connection work as the settings say", async () => {
  assert.equal(await confirms({ encryption: "start_tls" }), true);
  assert.equal(await confirms({ encryption: "simple_tls", port: slapd.tlsPort }), true);
  assert.equal(await confirms({ encryption: "none" }), true);
});

for (const [encryption, port] of [
  ["start_tls", slapd.port],
  ["simple_tls", slapd.tlsPort],
] as const)
  test(`by ${encryption}, a certificate of another authority or for another name is refused before any password is sent`, async () => {
    const { pem } = await makeAuthority("Another authority");
    for (const change of [{ ca: pem }, { ca: null }, { servers: ["localhost"] }])
      await assert.rejects(open({ encryption, port, ...change }).ask(), {
        name: "DirectoryFailure",
        problem: "tls",
      });
  });

test("a wrong password of Portus itself is a fault of the settings, and is not tried again at once", async () => {
  const { ask } = open({}, "not the password");
  await assert.rejects(ask(), { problem: "refused" });
  await slapd.stop();
  await assert.rejects(ask(), { problem: "refused" }); // without asking: accounts are locked by such attempts
  await slapd.restart();
});

test("the next server answers if one is down or says nothing, and servers that failed are tried last", async () => {
  const silent = await silentServer();
  const servers = ["127.0.0.1:1", `127.0.0.1:${silent.port}`, `127.0.0.1:${slapd.port}`];
  const { ask } = open({ servers });

  // Each sign-in binds as the person on a new connection.
  for (let signIns = 0; signIns < 3; signIns++) assert.equal("subject" in (await ask()), true);
  assert.equal(silent.connections.length, 1);
});

for (const encryption of ["start_tls", "simple_tls", "none"] as const)
  test(`a server that says nothing fails by ${encryption}, and no connection stays open`, async () => {
    const silent = await silentServer();
    await assert.rejects(open({ port: silent.port, encryption }).ask(), { problem: "unreachable" });
    assert.equal(silent.connections.length, 1);
    await until(() => silent.connections.every(({ destroyed }) => destroyed), "closed connections");
  });

test("nobody waits for a directory that was just down, and after three seconds it is asked again", async (t) => {
  const { ask } = open();
  assert.equal("subject" in (await ask()), true);
  await slapd.stop();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  await assert.rejects(ask(), { problem: "unreachable" });
  await slapd.restart();

  await assert.rejects(ask(), { problem: "unreachable" }); // without asking: it would answer
  t.mock.timers.tick(3_000);
  assert.equal("subject" in (await ask()), true);
});

test("a connection that the server closed meanwhile is replaced without a failure", async () => {
  const { ask } = open();
  await ask();
  await slapd.stop();
  await slapd.restart();

  assert.equal("subject" in (await ask()), true);
});

test("twenty sign-ins at once share few connections", async () => {
  const { ask } = open();
  const answers = await Promise.all(Array.from({ length: 20 }, ask));

  assert.ok(answers.every((answer) => "subject" in answer));
});
