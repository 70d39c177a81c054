import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import { createNamespace } from "../../../src/tenancy/namespaces/create.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { visibleNamespaces } from "../../../src/tenancy/namespaces/list.ts";
import { NamespaceForm } from "../../../src/tenancy/namespaces/schemas.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
await makeRegistry();

const draft = (name: string, team: string) => NamespaceForm.parse({ name, team });
const find = (user: User, { id }: { id: number }) => findNamespace(actorOf(user), id);

test("NSP-021: a contributor creates a namespace, private; history says who", async () => {
  const carl = await makeUser();
  const team = await makeTeam({ contributors: [carl] });
  const name = unique("made");

  const made = await createNamespace(by(carl), draft(name, team.name));

  assert.deepEqual([made.visibility, made.kind, made.teamId], ["private", "team", team.id]);
  const line = await db.activity.findFirstOrThrow({ where: { namespaceId: made.id } });
  assert.deepEqual(
    [line.key, line.actorName, line.subject],
    ["namespace.create", carl.username, name],
  );
});

test("NSP-021: a viewer can't create a namespace, and a stranger does not learn that the team exists", async () => {
  const [vera, sten] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ viewers: [vera] });

  await assert.rejects(createNamespace(by(vera), draft(unique("no"), team.name)), {
    name: "Forbidden",
  });
  await assert.rejects(
    createNamespace(by(sten), draft(unique("no"), team.name)),
    /There is no team with this name/,
  );
});

test("NSP-023: other people's private namespaces are not listed and have no page", async () => {
  const sten = await makeUser();
  const hidden = await makeNamespace({ name: unique("secretive") });
  const open = await makeNamespace({ name: unique("secretive"), visibility: "protected" });

  const page = await visibleNamespaces(actorOf(sten), { q: "secretive" }, {});

  assert.deepEqual(
    page.rows.map(({ name }) => name),
    [open.name],
  );
  await assert.rejects(find(sten, hidden), { name: "NotFound" });
  await assert.rejects(findNamespace(null, open.id), { name: "NotFound" });
});

test("the list has pages even if all namespaces were created at the same time", async () => {
  const admin = actorOf(await makeUser({ admin: true }));
  const team = await makeTeam();
  const createdAt = new Date("2026-01-01T00:00:00Z");
  for (let n = 0; n < 55; n += 1)
    await makeNamespace({ team, createdAt, name: `paged-${String(n).padStart(2, "0")}` });

  const first = await visibleNamespaces(admin, { q: "paged-" }, {});
  const rest = await visibleNamespaces(admin, { q: "paged-" }, { older: first.older });

  assert.deepEqual([first.rows.length, rest.rows.length], [50, 5]);
  assert.equal(new Set([...first.rows, ...rest.rows].map(({ id }) => id)).size, 55);
});
