import assert from "node:assert/strict";
import { test } from "node:test";
import { originIn } from "../../../src/protocol/events/arrivals.ts";

const envelope = (event: object) => JSON.stringify({ events: [event] }, null, 3);
const source = { addr: "registry:5000", instanceID: "a53db899-3b4b" };

test("the origin of an envelope is the host that the client used and the process of the registry", () => {
  const text = envelope({
    target: { repository: "web/app" },
    request: { host: "registry.test.lan:5000" },
    actor: { name: "olga" },
    source,
  });

  assert.deepEqual(originIn(text), { host: "registry.test.lan:5000", instanceId: "a53db899-3b4b" });
});

test("what clients choose does not change the origin", () => {
  const lies = { host: "evil", instanceID: "evil", '"instanceID": "evil"': '"instanceID": "evil"' };
  const text = envelope({
    target: { references: [{ annotations: lies }] },
    request: { host: "registry.test.lan:5000", useragent: '"instanceID": "evil", "host": "evil"' },
    actor: { name: "olga" },
    source,
  });

  assert.deepEqual(originIn(text), { host: "registry.test.lan:5000", instanceId: "a53db899-3b4b" });
});

test("an envelope without origin, such as of an old registry, has an empty one", () => {
  for (const text of ["", "{}", envelope({ source: { instanceID: 5 } }), '{"instanceID":"'])
    assert.equal(originIn(text).instanceId, "");
});
