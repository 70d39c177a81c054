import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "../../support/fakes/mail-server.ts";
import { mail } from "../../support/mail-app.ts";

const { makeTeam, makeUser } = await import("../../support/data/factories.ts");
const { warnOfExpiringTokens } = await import("../../../src/identity/tokens/expiring.ts");
const { db } = await import("../../../src/platform/db/client.ts");

test("a team's owners get one e-mail about a robot token that expires within a week, none about a later one", async () => {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const robot = await makeUser({ robot: true, robotTeamId: team.id, email: null });
  const token = (name: string, days: number) =>
    db.applicationToken.create({
      data: {
        userId: robot.id,
        name,
        hint: "abcd",
        scopes: ["registry"],
        hash: Buffer.from(`${name} of ${robot.username}`),
        expiresAt: new Date(Date.now() + days * 86_400_000),
      },
    });
  await token("deploy", 3);
  await token("far away", 30);

  const sent = await warnOfExpiringTokens();
  const again = await warnOfExpiringTokens();

  const email = await mail.next();
  assert.deepEqual([sent, again], [1, 0]);
  assert.deepEqual(email.to, [owner.email]);
  assert.match(plain(email), /“deploy” of/);
  assert.doesNotMatch(plain(email), /far away/);
});
