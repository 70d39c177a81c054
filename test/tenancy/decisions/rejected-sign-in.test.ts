import "../../support/settings/trusted-proxy.ts"; // which names the requests
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { flushDecisions } from "../../../src/tenancy/decisions/queue.ts";
import { service, signedIn, useTokenEndpoint } from "../../protocol/token/token-client.ts";
import { makePerson, password } from "../../support/data/factories.ts";

const { app, tokenClient: docker } = await useTokenEndpoint();

beforeEach(forget);

async function forget(): Promise<void> {
  await flushDecisions();
  await db.decision.deleteMany();
}

async function recorded() {
  await flushDecisions();
  return db.decision.findMany({ orderBy: { id: "asc" } });
}

test("a sign-in that the API refuses is a decision", async () => {
  const { user } = await makePerson();

  await fetch(`${app.url}/api/v1/teams`, {
    headers: { "portus-auth": `${user.username}:wrong`, "user-agent": "curl/8" },
  });

  const [row] = await recorded();
  assert.deepEqual(
    [row?.entryPoint, row?.outcome, row?.proof, row?.username, row?.agent],
    ["api", "refused", "nobody", user.username, "curl/8"],
  );
});

for (const path of ["/v2/", "/v1/search?q=app"])
  test(`credentials that ${path} refuses are a decision, and good ones or none are not`, async () => {
    const { user } = await makePerson();
    const refresh = await signedIn(docker, user.username);
    await forget();
    const ask = async (secret: string) => {
      const authorization = `Basic ${btoa(`${user.username}:${secret}`)}`;
      const headers = { authorization, "user-agent": "docker/27", "x-request-id": "r-2" };
      return (await docker.request(path, { headers })).status;
    };

    assert.deepEqual(
      [await ask("wrong"), await ask(refresh), await ask(password)],
      [401, 401, 200],
    );
    await docker.request(path);

    const rows = await recorded();
    const common = ["registry", "refused", "nobody", user.id, service, "r-2", "docker/27"];
    assert.deepEqual(
      rows.map((it) => [
        it.entryPoint,
        it.outcome,
        it.proof,
        it.userId,
        it.service,
        it.requestId,
        it.agent,
      ]),
      [common, common],
    );
    const [wrong, ended] = rows.map(({ because }) => because);
    assert.match(wrong ?? "", /^The password is not that/);
    assert.match(ended ?? "", /^Refresh tokens are accepted only/);
  });
