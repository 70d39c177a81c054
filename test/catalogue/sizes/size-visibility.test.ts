import assert from "node:assert/strict";
import { test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser, password } from "../../support/data/factories.ts";
import { layer, storeImage } from "../../support/data/images.ts";

const app = await useApp();

test("only the team and admins see the total size of a namespace, which includes private repositories", async () => {
  const [viewer, stranger, admin] = [
    await makeUser(),
    await makeUser(),
    await makeUser({ admin: true }),
  ];
  const team = await makeTeam({ viewers: [viewer] });
  const namespace = await makeNamespace({ team, visibility: "public" });
  const open = await makeRepository({ namespace });
  const hidden = await makeRepository({ namespace, visibility: "private" });
  await storeImage(open, { layers: [layer("small", 1_000_000)] });
  await storeImage(hidden, { layers: [layer("large", 70_000_000)] });
  while ((await countDue()) > 0);

  for (const [user, visible] of [
    [viewer, true],
    [admin, true],
    [stranger, false],
  ] as const) {
    const person = await signIn(app, user);
    const sizes = await person.get(paths.namespaceSizes(namespace));
    const page = await person.get(paths.namespace(namespace));
    const authorization = `Basic ${Buffer.from(`${user.username}:${password}`).toString("base64")}`;
    const asked = `${app.url}/api/v1/namespaces/${namespace.id}/sizes`;
    const answer = await fetch(asked, { headers: { authorization } });

    assert.equal(/71\.0 MB/.test(sizes.text), visible);
    assert.equal(/71\.0 MB/.test(page.text), visible);
    assert.equal(answer.status, visible ? 200 : 403);
    assert.equal(sizes.text.includes(open.fullName), true);
    assert.equal(sizes.text.includes(hidden.fullName), visible);
  }
});
