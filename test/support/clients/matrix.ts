import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import type { run } from "../processes.ts";
import { until } from "../waiting.ts";
import { findProgram, variableOf } from "./programs.ts";
import { type ClientSetup, newHome } from "./setup.ts";

export const columns = [
  "login",
  "push",
  "pull",
  "refused push",
  "list",
  "referrers",
  "delete",
] as const;
export type Column = (typeof columns)[number];

export type Ran = Pick<ReturnType<typeof run>, "status" | "output">;

export interface At {
  ref: string; // localhost:5000/ben/crane:1
  env: Record<string, string>; // with its own home directory
}

/** Runs the client's command for a column, or says why it has none. */
type Action = ((at: At) => Ran) | string;

export interface Client {
  name: string;
  needs: string[]; // programs
  version: () => string;
  broken?: string; // why its programs do not run on this machine
  tag?: string;
  prepare?: (at: At) => void;
  actions: Record<Exclude<Column, "refused push">, Action>;
}

/**
 * Declares the tests of a client: its own login; then, with the config.json of `docker login`, reads and writes that
 * are allowed and some that are not. Each column is a test and a cell of docs/clients.md.
 */
export function testClient(setup: ClientSetup, client: Client): void {
  const missing = client.needs.filter((name) => !findProgram(name));
  if (missing.length > 0) {
    const how = missing.map((name) => `${name} (${variableOf(name)})`).join(", ");
    skipClient(setup, client, {
      skip: `not found: ${how}`,
      why: `${missing.join(", ")} not found`,
    });
    return;
  }

  if (client.broken) {
    skipClient(setup, client, { skip: client.broken, why: client.broken });
    return;
  }
  const repository = client.name.replace(/\W+/g, "-").replace(/-$/, "");
  const ref = (owner: string, more = "") =>
    `${setup.host}/${owner}/${repository}${more}:${client.tag ?? "1"}`;
  const at = (owner: string): At => ({ ref: ref(owner), env: setup.home });
  const { actions } = client;
  const isInCatalogue = async () =>
    (await db.tag.count({
      where: { name: client.tag ?? "1", repository: { fullName: `ben/${repository}` } },
    })) > 0;

  const actionOf: Record<Column, Action | (() => Promise<void>)> = {
    ...actions,
    login: ownLogin(),
    push: async () => {
      assertSuccess(runAction("push", at("ben")));
      await until(isInCatalogue, `Portus to know ${ref("ben")}`);
    },
    "refused push": async () => {
      const { status, output } = runAction("push", at("ada"));
      assert.notEqual(status, 0, output);
      assert.match(output, /denied|unauthorized|401|insufficient.scope/i);
    },
    delete:
      typeof actions.delete === "string"
        ? actions.delete
        : async () => {
            assertSuccess(runAction("delete", at("ben")));
            await until(
              async () => !(await isInCatalogue()),
              `Portus to know ${ref("ben")} no more`,
            );
          },
  };

  test(`C1: ${client.name} with the config.json of docker login does exactly what the person may`, async (t) => {
    client.prepare?.(at("ben"));
    for (const column of columns) {
      const what = actionOf[column];
      if (typeof what === "string") {
        setup.report({ client, column, outcome: `not run: ${what}` });
        continue;
      }
      await t.test(column, async () => {
        const ran = await what(at("ben"));
        if (ran) assertSuccess(ran);
        setup.report({ client, column, outcome: "works" });
      });
    }
  });

  function ownLogin(): Action | (() => Promise<void>) {
    if (typeof actions.login === "string") return actions.login;
    const { login } = actions;
    return async () => {
      const own: At = { ref: ref("ben", "-login"), env: newHome(setup, null) };
      client.prepare?.(own);
      assertSuccess(login(own));
      assertSuccess(runAction("push", own));
    };
  }

  function runAction(column: "push" | "delete", where: At): Ran {
    const action = actions[column];
    assert.ok(typeof action === "function");
    return action(where);
  }
}

function assertSuccess({ status, output }: Ran): void {
  assert.equal(status, 0, output);
}

/** A skipped test, so that the run shows which client is missing and which variable names it. */
function skipClient(
  setup: ClientSetup,
  client: Client,
  { skip, why }: { skip: string; why: string },
) {
  test(`C1: ${client.name}`, { skip }, () => {});
  for (const column of columns) setup.report({ client, column, outcome: `not run: ${why}` });
}
