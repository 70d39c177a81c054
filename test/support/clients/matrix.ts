import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import type { run } from "../processes.ts";
import { until } from "../waiting.ts";
import { type ClientPlace, newHome } from "./place.ts";
import { findProgram, variableOf } from "./programs.ts";

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
export function drive(place: ClientPlace, client: Client): void {
  const missing = client.needs.filter((name) => !findProgram(name));
  if (missing.length > 0) {
    const how = missing.map((name) => `${name} (${variableOf(name)})`).join(", ");
    leaveOut(place, client, { skip: `not found: ${how}`, why: `${missing.join(", ")} not found` });
    return;
  }

  if (client.broken) {
    leaveOut(place, client, { skip: client.broken, why: client.broken });
    return;
  }
  const repository = client.name.replace(/\W+/g, "-").replace(/-$/, "");
  const ref = (owner: string, more = "") =>
    `${place.host}/${owner}/${repository}${more}:${client.tag ?? "1"}`;
  const at = (owner: string): At => ({ ref: ref(owner), env: place.home });
  const { actions } = client;
  const knows = async () =>
    (await db.tag.count({
      where: { name: client.tag ?? "1", repository: { fullName: `ben/${repository}` } },
    })) > 0;

  const doing: Record<Column, Action | (() => Promise<void>)> = {
    ...actions,
    login: onItsOwn(),
    push: async () => {
      works(act("push", at("ben")));
      await until(knows, `Portus to know ${ref("ben")}`);
    },
    "refused push": async () => {
      const { status, output } = act("push", at("ada"));
      assert.notEqual(status, 0, output);
      assert.match(output, /denied|unauthorized|401|insufficient.scope/i);
    },
    delete:
      typeof actions.delete === "string"
        ? actions.delete
        : async () => {
            works(act("delete", at("ben")));
            await until(async () => !(await knows()), `Portus to know ${ref("ben")} no more`);
          },
  };

  test(`C1: ${client.name} with the config.json of docker login does exactly what the person may`, async (t) => {
    client.prepare?.(at("ben"));
    for (const column of columns) {
      const what = doing[column];
      if (typeof what === "string") {
        place.report({ client, column, outcome: `not run: ${what}` });
        continue;
      }
      await t.test(column, async () => {
        const ran = await what(at("ben"));
        if (ran) works(ran);
        place.report({ client, column, outcome: "works" });
      });
    }
  });

  function onItsOwn(): Action | (() => Promise<void>) {
    if (typeof actions.login === "string") return actions.login;
    const { login } = actions;
    return async () => {
      const own: At = { ref: ref("ben", "-login"), env: newHome(place, null) };
      client.prepare?.(own);
      works(login(own));
      works(act("push", own));
    };
  }

  function act(column: "push" | "delete", where: At): Ran {
    const action = actions[column];
    assert.ok(typeof action === "function");
    return action(where);
  }
}

function works({ status, output }: Ran): void {
  assert.equal(status, 0, output);
}

/** A skipped test, so that the run shows which client is missing and which variable names it. */
function leaveOut(
  place: ClientPlace,
  client: Client,
  { skip, why }: { skip: string; why: string },
) {
  test(`C1: ${client.name}`, { skip }, () => {});
  for (const column of columns) place.report({ client, column, outcome: `not run: ${why}` });
}
