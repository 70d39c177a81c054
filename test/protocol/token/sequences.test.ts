import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { issueRefreshToken } from "../../../src/identity/tokens/refresh-tokens.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import {
  type Ask,
  type Credential,
  loginsOf,
  sequencesOf,
} from "../../support/clients/token-sequences.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makePerson,
  makeRegistry,
  password,
} from "../../support/data/factories.ts";
import { type Answer, basicOf, claimsOf, client, service } from "./token-client.ts";

const app = await useApp();
const endpoint = client(app);
let name = "";
let good: Credential[] = [];

before(async () => {
  await ensureKeys();
  await makeRegistry();
  const { user } = await makePerson();
  await makeNamespace({ name: "open", visibility: "public" });
  name = user.username;
  const actor = actorOf(user);
  const { secret } = await createToken(by(actor), user.id, { name: "ci", expiresAt: null });
  const docker = { service, clientId: "docker", address: null };
  good = [
    { kind: "secret", username: name, secret: password },
    { kind: "secret", username: name, secret },
    { kind: "identity", username: name, secret: await issueRefreshToken(actor, docker) },
  ];
});

function send({ method, fields, basic }: Ask): Promise<Answer> {
  const headers = { "user-agent": "a client", ...(basic && basicOf(...basic)) };
  const form = new URLSearchParams(fields);
  if (method === "GET") return endpoint.request(`/v2/token?${form}`, { headers });
  return endpoint.request("/v2/token", { method, headers, body: form });
}

/** Actions by repository, as far as they are granted. */
const granted = (answer: Answer) =>
  Object.fromEntries((claimsOf(answer).access ?? []).map((it) => [it.name, it.actions.join()]));

/** The scopes of one token, in the orders and repetitions that clients send, and what of them is granted. */
const wishes = () => [
  { scopes: [`repository:${name}/app:pull`], gets: { [`${name}/app`]: "pull" } },
  { scopes: [`repository:${name}/app:push,pull`], gets: { [`${name}/app`]: "push,pull" } },
  {
    scopes: [`repository:${name}/app:pull`, `repository:${name}/app:pull,push`],
    gets: { [`${name}/app`]: "pull,push" },
  },
  {
    scopes: [`repository:${name}/app:pull,push`, "repository:other/app:pull"], // a mount
    gets: { [`${name}/app`]: "pull,push" },
  },
  { scopes: [`repository:${name}/app:*`], gets: { [`${name}/app`]: "*" } },
  { scopes: ["repository:other/app:pull,push"], gets: {} },
];

for (const [who, sequence] of Object.entries(sequencesOf(service)))
  describe(who, () => {
    test("reads and writes with a password, an application token or docker's identity token", async () => {
      for (const credential of good)
        for (const { scopes, gets } of wishes())
          for (const ask of sequence(credential, scopes)) {
            const answer = await send(ask); // the fallbacks too: a proxy may have lost the first
            assert.equal(answer.status, 200, JSON.stringify(ask));
            assert.deepEqual(granted(answer), gets, JSON.stringify(ask));
            assert.equal(claimsOf(answer).sub, name);
          }
    });

    test("is refused with wrong or expired credentials at every step, even for public images", async () => {
      const { user } = await makePerson(); // each has guesses of their own
      const { username } = user;
      const wrong: Credential[] = [
        { kind: "secret", username, secret: "not the password" },
        { kind: "identity", username, secret: "prt_ended" },
      ];
      for (const credential of wrong)
        for (const ask of sequence(credential, ["repository:open/app:pull"])) {
          const { status, body, headers } = await send(ask);
          assert.equal(status, 401, JSON.stringify(ask));
          assert.match(headers.get("www-authenticate") ?? "", /^Basic realm=/);
          assert.match(body.errors?.[0]?.message ?? "", new RegExp(`docker logout ${service}`));
        }
    });

    test("pulls only public images anonymously", async () => {
      const scopes = ["repository:open/app:pull,push", `repository:${name}/app:pull`];
      for (const ask of sequence({ kind: "nobody" }, scopes)) {
        const answer = await send(ask);
        assert.equal(answer.status, 200, JSON.stringify(ask));
        assert.deepEqual(granted(answer), { "open/app": "pull" });
        assert.equal(claimsOf(answer).sub, "");
      }
    });
  });

for (const [command, login] of Object.entries(loginsOf(service)))
  test(`${command} learns at once whether the user name and secret are right`, async () => {
    const { user } = await makePerson();
    const right = await send(login(user.username, password));
    const wrong = await send(login(user.username, "not the password"));

    assert.deepEqual([right.status, wrong.status], [200, 401]);
    assert.equal(Boolean(right.body.refresh_token), command === "docker login");
    assert.deepEqual(granted(right), {});
  });
