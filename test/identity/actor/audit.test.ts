import assert from "node:assert/strict";
import { test } from "node:test";
import { createTokenFor } from "../../../src/identity/people/command-actions.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { by, makePerson } from "../../support/data/factories.ts";

const app = await useApp();

test("an entry names the credential and the address of a page, a program and a command", async () => {
  const { user } = await makePerson({ username: "kim" });
  const input = { name: "ci", expiresAt: null };
  const { token, secret } = await createToken(by(user), user.id, input);

  const page = await signIn(app, user);
  await page.get("/teams/new");
  await page.post("/teams", { name: "by page" });
  await fetch(`${app.url}/api/v1/teams`, {
    method: "POST",
    headers: { "Portus-Auth": `kim:${secret}`, "Content-Type": "application/json" },
    body: JSON.stringify({ name: "by program" }),
  });
  await createTokenFor({ username: "kim", name: "by command" });

  const where = { subject: { startsWith: "by " } };
  const entries = await db.activity.findMany({ where, orderBy: { id: "asc" } });
  assert.deepEqual(
    entries.map(({ subject, credential, address }) => [subject, credential, address !== null]),
    [
      ["by page", "session", true],
      ["by program", `application_token:${token.id}`, true],
      ["by command", "command", false],
    ],
  );
});
