import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readQuery } from "../../../src/catalogue/images/references/own-hosts.ts";
import { search, searchSimilar } from "../../../src/catalogue/search/search.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { db, Prisma } from "../../../src/platform/db/client.ts";
import {
  namespaceVisibleTo,
  repositoriesVisibleTo,
  repositoryVisibleTo,
  visibleTo,
} from "../../../src/tenancy/policy/visible.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const find = async (actor: Actor | null, typed: string) =>
  search(actor, await readQuery(typed), 20);

describe("search results", () => {
  const actors: Record<string, Actor | null> = { anonymous: null };

  before(async () => {
    const [member, guest] = [await makeUser(), await makeUser()];
    const [stranger, admin] = [await makeUser(), await makeUser({ admin: true })];
    const users = { member, guest, stranger, admin };
    for (const [name, user] of Object.entries(users)) actors[name] = actorOf(user);
    const team = await makeTeam({ viewers: [member] }, { name: "nginx-people" });
    await makeTeam({ owners: [member] }, { name: "nginx-hidden", hidden: true });
    for (const visibility of ["private", "protected", "public"] as const) {
      const namespace = await makeNamespace({ name: `${visibility}-ns`, visibility, team });
      for (const own of [null, "private", "protected", "public"] as const) {
        const repository = await makeRepository({
          namespace,
          name: `app-${own ?? "inherited"}`,
          visibility: own,
        });
        await db.repositoryMembership.create({
          data: { repositoryId: repository.id, userId: guest.id, role: "viewer" },
        });
      }
    }
    const shelf = await makeNamespace({ name: "shelf", visibility: "public", team });
    for (const name of ["my-nginx-fork", "nginx-exporter", "nginx"]) {
      const repository = await makeRepository({ namespace: shelf, name });
      const manifest = await makeManifest(repository);
      for (const tag of ["1.2", "1.27"]) await makeTag(manifest, tag);
    }
    await makeRepository({ namespace: shelf, name: "kubernetes" });
    await makeRepository({ namespace: shelf, name: "50-percent" });
  });

  for (const name of ["anonymous", "stranger", "guest", "member", "admin"]) {
    test(`SQL and the lists agree on what ${name} may see`, async () => {
      const actor = actors[name] ?? null;

      const listed = await db.repository.findMany({
        where: repositoriesVisibleTo(actor),
        select: { id: true },
        orderBy: { id: "asc" },
      });
      const asked = await db.$queryRaw<{ id: number }[]>`
        SELECT repositories.id FROM repositories JOIN namespaces ON namespaces.id = namespace_id
        WHERE ${repositoryVisibleTo(actor)} ORDER BY 1`;
      const namespaces = await db.namespace.count({ where: visibleTo(actor) });
      const [counted] = await db.$queryRaw<{ count: number }[]>(
        Prisma.sql`SELECT count(*)::int FROM namespaces WHERE ${namespaceVisibleTo(actor)}`,
      );

      assert.deepEqual(asked, listed);
      assert.ok(listed.length > 0);
      assert.equal(counted?.count, namespaces);
    });

    test(`results and their count for ${name} include only visible repositories`, async () => {
      const actor = actors[name] ?? null;
      const where = { AND: [{ name: { startsWith: "app-" } }, repositoriesVisibleTo(actor)] };
      const visible = await db.repository.count({ where });

      const { repositories } = await find(actor, "app-");

      assert.equal(repositories.count, visible);
    });
  }

  test("exact matches come first, then prefixes, then other names that contain the query", async () => {
    const { repositories } = await find(null, "shelf/nginx");
    const { repositories: short } = await find(null, "nginx");

    const names = ["shelf/nginx", "shelf/nginx-exporter", "shelf/my-nginx-fork"];
    assert.deepEqual(repositories.rows.map((row) => row.fullName).slice(0, 2), names.slice(0, 2));
    assert.deepEqual(
      short.rows.map((row) => row.fullName),
      names,
    );
  });

  test("a mistyped name is found by similarity if the database has pg_trgm", async () => {
    const { repositories } = await searchSimilar(null, await readQuery("kubernets"), 20);

    assert.deepEqual(
      repositories.rows.map((row) => row.fullName),
      ["shelf/kubernetes"],
    );
  });

  test("API-012: a tag after the name finds that tag first, and its repositories, too", async () => {
    const { tags, repositories } = await find(null, "nginx:1.2");

    assert.deepEqual(
      tags.rows.slice(0, 2).map(({ fullName, name }) => `${fullName}:${name}`),
      ["shelf/nginx:1.2", "shelf/nginx-exporter:1.2"],
    );
    assert.equal(tags.count, 6);
    assert.equal(repositories.count, 3);
  });

  test("teams are found by their members and by admins, hidden teams by no one", async () => {
    const counts = [];
    for (const name of ["anonymous", "stranger", "member", "admin"])
      counts.push((await find(actors[name] ?? null, "nginx")).teams.count);

    assert.deepEqual(counts, [0, 0, 1, 1]);
  });

  for (const text of ["%", "_", "\\", "'", "a'; DROP TABLE users; --", "\u202e"])
    test(`${JSON.stringify(text)} is searched for literally`, async () => {
      const { repositories } = await find(actors.admin ?? null, text);

      assert.equal(repositories.count, 0);
    });
});
