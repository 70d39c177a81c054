import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { startFaultyInstance } from "../support/faults/instance.ts";
import { start, typescript } from "../support/processes.ts";

type Answer = (res: ServerResponse, path: string) => void;

let answer: Answer = (res) => res.writeHead(503).end();
const server = createServer((req, res) => answer(res, req.url ?? ""));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});

const it = await startFaultyInstance({
  registryUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
});
await it.push(30);
await it.check();

const json = (res: ServerResponse, body: unknown) =>
  res
    .writeHead(200, {
      "content-type": "application/json",
      "docker-distribution-api-version": "registry/2.0",
    })
    .end(JSON.stringify(body));

const faults: Record<string, { given: Answer; says: RegExp }> = {
  "answers 503": {
    given: (res) => res.writeHead(503).end("upstream"),
    says: /503|unavailable|failed/i,
  },
  "is another program": { given: (res) => res.writeHead(404).end("<html>"), says: /registry|404/i },
  "is of another version": {
    given: (res) =>
      res.writeHead(404, { "docker-distribution-api-version": "registry/3.0" }).end("{}"),
    says: /registry|404/i,
  },
  "has an empty storage": {
    given: (res, path) => {
      if (path.startsWith("/v2/_catalog")) json(res, { repositories: [] });
      else if (path === "/v2/") json(res, {});
      else
        res
          .writeHead(404, { "content-type": "application/json" })
          .end('{"errors":[{"code":"NAME_UNKNOWN"}]}');
    },
    says: /./,
  },
};

for (const [name, { given, says }] of Object.entries(faults))
  test(`a registry that ${name} removes nothing from the catalogue, events are still applied, and a sync says why`, async () => {
    const before = await db.tag.count();
    answer = given;

    const sync = start([process.execPath, ...typescript, "src/main/cli.ts", "sync"], it.env);
    await sync.ended;
    await it.push(5);
    await it.check();

    assert.equal(await db.tag.count(), before + 5);
    assert.match(sync.said(), says);
    const health = await fetch(`${it.url}/readyz`);
    assert.equal(health.status, 200, "Portus serves without the registry");
  });
