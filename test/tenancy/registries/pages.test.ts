import assert from "node:assert/strict";
import { test } from "node:test";
import { addRegistry } from "../../../src/tenancy/registries/registries.ts";
import { signIn } from "../../support/app.ts";
import { by } from "../../support/data/factories.ts";

import { ada, admin, app, draft, fake } from "./with-registries.ts";

test("an admin adds a registry by its page, which then says how to configure it", async () => {
  const it = await signIn(app, ada);
  await it.get("/admin/registries/new");

  const refused = await it.post("/admin/registries/new", {
    name: "second",
    hostname: "second.test.lan",
    url: "http://127.0.0.1:1",
  });
  const added = await it.post("/admin/registries/new", {
    name: "second",
    hostname: "second.test.lan",
    url: fake.url,
  });
  const page = await it.get(added.location ?? "");
  const list = await it.get("/admin/registries");

  assert.equal(refused.status, 422);
  assert.match(refused.text, /connection refused\. Nothing listens there/);
  assert.match(refused.text, /value="second.test.lan"/);
  assert.match(page.text, /registry-config --name (&#39;|')second/);
  assert.match(list.text, /second\.test\.lan/);
});

test("the pages of registries say why one is not usable, and what to do", async () => {
  const it = await signIn(app, ada);
  const down = await addRegistry(by(admin), draft({ url: "http://127.0.0.1:1", force: true }));

  const list = await it.get("/admin/registries");
  const page = await it.get(`/admin/registries/${down.id}`);

  assert.match(list.text, /connection refused/);
  assert.match(page.text, /Not usable: connection refused/);
  assert.match(page.text, /Nothing listens there/);
});
