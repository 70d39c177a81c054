import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createRobot } from "../../../src/identity/robots/robots.ts";
import type { Team, User } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { by, makeTeam, makeUser, password, unique } from "../../support/data/factories.ts";

const app = await useApp();
let owner: User;
let team: Team;

before(async () => {
  owner = await makeUser();
  team = await makeTeam({ owners: [owner] }, { name: "Web Team" });
});

const wanted = () => ({
  team: team.name,
  name: unique("bot"),
  role: "viewer" as const,
  days: "" as const,
});

describe("USR-010: the API of robots", () => {
  test("creates a robot, marks it as a bot, and shows its token", async () => {
    const made = await call("/robots", "POST", { team: team.name, name: "api", role: "viewer" });

    const robot = JSON.parse(made.text);
    assert.equal(made.status, 201);
    assert.deepEqual([robot.username, robot.bot], ["web-team+api", true]);
    assert.match(robot.plain_token, /^ptk_/);
  });

  test("shows the token only once", async () => {
    const { robot } = await createRobot(by(owner), wanted());

    const { status, text } = await call(`/robots/${robot.id}`);

    assert.equal(status, 200);
    assert.equal(text.includes("ptk_"), false);
  });

  for (const [role, expected] of [
    ["owner", 422],
    ["contributor", 204],
  ] as const)
    test(`answers ${expected} if a robot is made ${role}`, async () => {
      const { robot } = await createRobot(by(owner), wanted());

      const { status } = await call(`/robots/${robot.id}`, "PUT", { role });

      assert.equal(status, expected);
    });

  test("deletes a robot", async () => {
    const { robot } = await createRobot(by(owner), wanted());

    const { status } = await call(`/robots/${robot.id}`, "DELETE");

    assert.equal(status, 204);
    assert.equal((await call(`/robots/${robot.id}`)).status, 404);
  });
});

async function call(path: string, method = "GET", body?: unknown) {
  const headers = {
    "Portus-Auth": `${owner.username}:${password}`,
    "Content-Type": "application/json",
  };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const res = await fetch(`${app.url}/api/v1${path}`, init);
  return { status: res.status, text: await res.text() };
}
