import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { pino } from "pino";
import { config } from "../../../src/platform/config/config.ts";
import { log } from "../../../src/platform/log.ts";
import { makePerson } from "../../support/data/factories.ts";
import { useTokenEndpoint } from "./token-client.ts";

const { tokenClient: docker } = await useTokenEndpoint();

let lines: Record<string, unknown>[] = [];
log.level = "info";
Reflect.set(log, pino.symbols.streamSym, { write: (line: string) => lines.push(JSON.parse(line)) });

afterEach(() => {
  Object.assign(config, { logSample: 1 });
  lines = [];
});

test("each request is logged, with how many actions it asked for and was granted", async () => {
  const { user } = await makePerson();
  const name = `repository:${user.username}/app`;

  await docker.get([["scope", `${name}:pull,push`]], user);
  await docker.get([["scope", `${name}:pull,push`]]);
  await docker.get([["scope", `${name}:*`]], user);

  assert.deepEqual(
    lines.map(({ status, user, asked, granted, sampled }) => [
      status,
      user,
      asked,
      granted,
      sampled,
    ]),
    [
      [200, user.username, 2, 2, undefined],
      [200, undefined, 2, 0, undefined],
      [200, user.username, 3, 3, undefined],
    ],
  );
});

test("with a sample, lines of successful requests say of how many each is one", async () => {
  Object.assign(config, { logSample: 2 });

  for (let n = 0; n < 60; n++) await docker.get([]);

  assert.ok(lines.length > 0 && lines.length < 60, `${lines.length} lines`); // fails once in 2^59 runs
  assert.ok(lines.every(({ sampled }) => sampled === 2));
});

test("with a sample, requests that are refused or granted less are all logged", async () => {
  const { user } = await makePerson();
  Object.assign(config, { logSample: 1_000_000 });

  await docker.get([], user);
  await docker.get([], user, "a wrong password");
  await docker.get([["scope", `repository:${user.username}/app:pull`]]);
  await docker.request("/v2/token?service=unknown");

  assert.deepEqual(
    lines.map(({ status, sampled }) => [status, sampled]),
    [
      [401, undefined],
      [200, undefined],
      [400, undefined],
    ],
  );
});
