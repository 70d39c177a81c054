import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Namespace, User } from "../../../src/platform/db/client.ts";
import { referrersTag } from "../../../src/registry/client/referrers.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makePerson, makeTeam } from "../../support/data/factories.ts";

const app = await useApp();
const script = "<script>alert(1)</script>";

describe("the search page", () => {
  let owner: User;
  let open: Namespace;

  before(async () => {
    owner = (await makePerson({ admin: true })).user;
    const team = await makeTeam({ owners: [owner] }, { name: script });
    open = await makeNamespace({ name: "open", visibility: "public", team });
    const vault = await makeNamespace({ name: "vault", team });
    await makeTag(
      await makeManifest(await makeRepository({ namespace: open, name: "tool" })),
      "1.0",
    );
    await makeRepository({ namespace: vault, name: "tool" });
  });

  test("shows each kind of match with its count", async () => {
    const { status, text } = await (await signIn(app, owner)).get("/search?q=tool:1.0");

    assert.equal(status, 200);
    assert.match(text, /Tags <span class="quiet">1</);
    assert.match(text, /Repositories <span class="quiet">2</);
    assert.match(text, /open\/tool:1\.0/);
  });

  test("says how many tags an image has, and which is the newest", async () => {
    const repository = await makeRepository({ namespace: open, name: "tagged" });
    const many = await makeManifest(repository);
    for (const [minute, tag] of ["1", "latest", "1.2"].entries())
      await makeTag(many, tag, { minute });
    const one = await makeManifest(repository);
    await makeTag(one, "old");
    await makeTag(one, referrersTag(many.digest));
    const bare = await makeManifest(repository);

    const noteOf = async ({ digest }: { digest: string }) =>
      /class="quiet">([^<]*)</.exec(
        (await browser(app).get(`/search?q=${digest}`)).text.split(digest.slice(7, 19)).at(-1) ??
          "",
      )?.[1];

    assert.match((await noteOf(many)) ?? "", /^3 tags, newest 1\.2 · pushed/);
    assert.match((await noteOf(one)) ?? "", /^tagged old · pushed/);
    assert.match((await noteOf(bare)) ?? "", /^pushed/);
  });

  test("shows visitors only public matches", async () => {
    const { text } = await browser(app).get("/search?q=tool");

    assert.match(text, /open\/tool/);
    assert.doesNotMatch(text, /vault/);
  });

  test("says that nothing matches, or what to type", async () => {
    const none = await browser(app).get("/search?q=vault");
    const empty = await (await signIn(app, owner)).get("/search");

    assert.match(none.text, /No matches/);
    assert.match(
      none.text,
      /No repository, tag, digest, layer, namespace, label, description or page matches “vault”/,
    );
    assert.match(empty.text, /What you can search for/);
    assert.match(empty.text, /or only its value, each whole/);
  });

  test("a mistyped name finds similar ones, unless a page or an action is called like that", async () => {
    await makeRepository({ namespace: open, name: "webhook" });
    const it = await signIn(app, owner);

    const mistyped = await it.get("/search?q=webhok");
    const page = await it.get("/search?q=webhooks+of+open");

    assert.match(mistyped.text, /open\/webhook/);
    assert.match(page.text, /Webhooks of open/);
    assert.doesNotMatch(page.text, /open\/webhook/);
  });

  test("API-011: suggestions cannot be read as HTML", async () => {
    const it = await signIn(app, owner);

    const { text, headers } = await it.get(
      `/search/suggestions?q=${encodeURIComponent("<script>")}`,
    );
    const page = await it.get(`/search?q=${encodeURIComponent(script)}`);

    assert.match(headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.doesNotMatch(text, /[<>&]/);
    assert.deepEqual(
      JSON.parse(text).places.map(({ kind, label }: { kind: string; label: string }) => [
        kind,
        label,
      ]),
      [["Team", script]],
    );
    assert.ok(!page.text.includes(script));
  });

  test("visitors get only public suggestions", async () => {
    const { text } = await browser(app).get("/search/suggestions?q=tool");

    assert.deepEqual(JSON.parse(text).places, [
      { kind: "Repository", label: "open/tool", href: "/repositories/open/tool" },
    ]);
  });
});
