import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";

const app = await useApp();

describe("badges of a repository", () => {
  let [owner, viewer]: User[] = [];
  const at = (name: string, rest: string) => `/repositories/${name}/-/${rest}`;

  before(async () => {
    [owner, viewer] = [await makeUser(), await makeUser()];
    const team = await makeTeam({ owners: [owner], viewers: [viewer] });
    const open = await makeNamespace({ team, name: "open", visibility: "public" });
    const vault = await makeNamespace({ team, name: "vault" });
    for (const namespace of [open, vault]) {
      const repository = await makeRepository({ namespace, name: "app" });
      const manifest = await makeManifest(repository, {
        totalSize: 28_000_000n,
        platform: "linux/arm64",
      });
      await makeTag(manifest, "1.4.2");
    }
    await makeRepository({ namespace: open, name: "empty" });
  });

  const badgeOf = async (path: string, visitor = browser(app)) => {
    const { status, text } = await visitor.get(path);
    return status === 200 ? /<title>([^<]*)</.exec(text)?.[1] : status;
  };

  test("say its version, size, platforms and signature to anyone if it is public", async () => {
    const found = [];
    for (const kind of ["version", "size", "platforms", "signed"])
      found.push(await badgeOf(at("open/app", `badges/${kind}.svg`)));

    assert.deepEqual(found, ["version: 1.4.2", "size: 28.0 MB", "platforms: arm64", "signed: no"]);
  });

  test("say none if it has no tags, and there are no others", async () => {
    assert.equal(await badgeOf(at("open/empty", "badges/version.svg")), "version: none");
    assert.equal(await badgeOf(at("open/app", "badges/stars.svg")), 404);
    assert.equal(await badgeOf(at("open/nothing", "badges/version.svg")), 404);
  });

  test("of a private one are seen by its members and by a signed link, until its owner ends it", async () => {
    const person = await signIn(app, owner ?? (await makeUser()));
    const linksIn = (text: string) =>
      [...text.matchAll(/<img src="([^"]+)"/g)].map(([, path]) =>
        (path ?? "").replace("&amp;", "&"),
      );
    const plain = at("vault/app", "badges/version.svg");
    const page = paths.badges({ fullName: "vault/app", namespace: { registry: { hostname: "" } } });
    const [signed = ""] = linksIn((await person.get(at("vault/app", "badges"))).text);

    assert.equal(await badgeOf(plain), 404);
    assert.equal(await badgeOf(plain, person), "version: 1.4.2");
    assert.match(signed, /\?sig=[\w-]{32}$/);
    assert.equal(await badgeOf(signed), "version: 1.4.2");
    assert.equal(await badgeOf(`${plain}?sig=${"A".repeat(32)}`), 404);
    assert.equal(await badgeOf(signed.replace("vault/app", "open/app")), 404);

    const { status } = await person.post(at("vault/app", "badges/renewal"));

    assert.equal(status, 303, page);
    assert.equal(await badgeOf(signed), 404);
    const entry = await db.activity.findFirstOrThrow({ orderBy: { id: "desc" } });
    assert.equal(entry.key, "repository.end_badge_links");
  });

  test("may be shown by other sites, and caches keep those of members for them alone", async () => {
    const person = await signIn(app, owner ?? (await makeUser()));
    const [open, own] = [
      await browser(app).get(at("open/app", "badges/version.svg")),
      await person.get(at("vault/app", "badges/version.svg")),
    ];

    assert.equal(open.headers.get("cross-origin-resource-policy"), "cross-origin");
    assert.equal(open.headers.get("cache-control"), "public, max-age=300");
    assert.equal(own.headers.get("cache-control"), "private, max-age=300");
  });

  test("of a private one are linked for owners only", async () => {
    const person = await signIn(app, viewer ?? (await makeUser()));

    assert.equal((await person.get(at("vault/app", "badges"))).status, 403);
    assert.equal((await person.post(at("vault/app", "badges/renewal"))).status, 403);
    assert.equal((await person.get(at("open/app", "badges"))).status, 200);
  });

  test("a shared link of a public repository has a picture of 1200 by 630 pixels", async () => {
    const { text } = await browser(app).get("/repositories/open/app");
    const address = /og:image" content="([^"]+)"/.exec(text)?.[1] ?? "";
    const res = await fetch(app.url + new URL(address).pathname);
    const png = Buffer.from(await res.arrayBuffer());

    assert.match(address, /^http.*\/repositories\/open\/app\/-\/card\.png$/);
    assert.equal(res.headers.get("content-type"), "image/png");
    assert.equal(res.headers.get("cross-origin-resource-policy"), "cross-origin");
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 630]);
    assert.ok(png.length < 120_000, `${png.length} bytes`);
  });

  test("a private repository has no such picture, for its members either", async () => {
    const person = await signIn(app, owner ?? (await makeUser()));
    const { text } = await person.get("/repositories/vault/app");

    assert.match(text, /og:image" content="[^"]*open-graph/);
    assert.equal((await person.get(at("vault/app", "card.png"))).status, 404);
  });
});
