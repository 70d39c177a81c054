import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { storeImage, storeManifest } from "../../../support/data/images.ts";

const app = await useApp();
const [admin, owner, viewer] = [
  await makeUser({ admin: true }),
  await makeUser(),
  await makeUser(),
];
const team = await makeTeam({ owners: [owner], viewers: [viewer] });
const namespace = await makeNamespace({ team, visibility: "public" });

const named = (words: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(words).map(([word, value]) => [`org.opencontainers.image.${word}`, value]),
  );

const labelled = (labels: Record<string, string>) => ({ config: { config: { Labels: labels } } });

/** What a visitor reads: the description, and the facts as text and address. */
async function readmeOf(repository: MadeRepository) {
  const { status, text } = await browser(app).get(paths.repositoryReadme(repository));
  assert.equal(status, 200);
  const [, aside = ""] = /<aside.*?<dl class="facts">(.*?)<\/dl>/s.exec(text) ?? [];
  const facts = [
    ...aside.matchAll(
      /<dt>(.*?)<\/dt>\s*<dd>(?:<a href="([^"]*)" rel="([^"]*)">)?(.*?)(?:<\/a>)?<\/dd>/gs,
    ),
  ];
  return {
    text,
    facts: facts.map(([, label, href, , value]) => [label, value, ...(href ? [href] : [])]),
    relations: new Set(facts.flatMap(([, , href, rel]) => (href ? [rel] : []))),
  };
}

describe("the README of a repository", () => {
  test("is its description, as markdown, with a link to edit it for its owners only", async () => {
    const description = "# Harbour\n\nIt **moors**. <b>not</b> [evil](javascript:alert(1))";
    const repository = await makeRepository({ namespace, description });
    await storeImage(repository, {
      tag: "1",
      annotations: named({ description: "from the image" }),
    });

    const { text } = await readmeOf(repository);

    assert.match(
      text,
      /<h3>Harbour<\/h3>\s*<p>It <strong>moors<\/strong>\. &lt;b&gt;not&lt;\/b&gt;/,
    );
    assert.doesNotMatch(text, /from the image|href="javascript/);
    const edit = `href="${paths.repositorySettings(repository)}#description">Edit`;
    for (const [user, offered] of [
      [admin, true],
      [owner, true],
      [viewer, false],
    ] as const) {
      const page = await (await signIn(app, user)).get(paths.repositoryReadme(repository));
      assert.equal(page.text.includes(edit), offered);
    }
  });

  test("is what the newest image says, if nobody has written a description", async () => {
    const repository = await makeRepository({ namespace });
    const older = named({ description: "the older", vendor: "Older" });
    await storeImage(repository, { tag: "1", minute: 1, annotations: older });
    const newer = labelled(named({ description: "Line one.\nLine two.", vendor: "Newer" }));
    await storeImage(repository, { tag: "2", minute: 2, ...newer });

    const { text, facts } = await readmeOf(repository);

    assert.match(text, /<p class="prose prose--plain">Line one\.\nLine two\.<\/p>/);
    assert.match(
      text,
      new RegExp(`From the image <a class="tag" href="${paths.image(repository, "2")}">2</a>`),
    );
    assert.deepEqual(facts, [["Vendor", "Newer"]]);
  });

  test("says how to write one if there is none, and gives the link to those who may", async () => {
    const repository = await makeRepository({ namespace });
    const { text } = await readmeOf(repository);
    assert.match(text, /No README yet/);
    assert.doesNotMatch(text, /Write a description<\/a>/);
    const page = await (await signIn(app, owner)).get(paths.repositoryReadme(repository));
    assert.match(page.text, /#description">Write a description<\/a>/);
  });

  test("lists where the newest image comes from, with links", async () => {
    const repository = await makeRepository({ namespace });
    const annotations = named({
      source: "https://github.com/harbour/gate",
      revision: "0123456789abcdef0123456789abcdef01234567",
      documentation: "https://docs.example.org/gate",
      licenses: "Apache-2.0",
      version: "1.2.0",
    });
    const labels = {
      ...named({ version: "of the label", authors: "Mara <mara@example.org>" }),
      other: "x",
    };
    await storeImage(repository, { tag: "1.2", annotations, ...labelled(labels) });

    const { facts, relations } = await readmeOf(repository);

    assert.deepEqual(facts, [
      ["Documentation", "https://docs.example.org/gate", "https://docs.example.org/gate"],
      ["Source", "https://github.com/harbour/gate", "https://github.com/harbour/gate"],
      [
        "Revision",
        "0123456789abcdef0123456789abcdef01234567",
        "https://github.com/harbour/gate/commit/0123456789abcdef0123456789abcdef01234567",
      ],
      ["Version", "1.2.0"],
      ["License", "Apache-2.0", "https://spdx.org/licenses/Apache-2.0.html"],
      ["Authors", "Mara &lt;mara@example.org&gt;"],
    ]);
    assert.deepEqual([...relations], ["nofollow noopener noreferrer"]);
  });

  test("of a multi-platform image, takes what the index says, then its first platform", async () => {
    const repository = await makeRepository({ namespace });
    const image = await storeImage(repository, {
      annotations: named({ vendor: "of the platform", url: "https://example.org/platform" }),
      ...labelled(named({ title: "of the label", vendor: "of the label" })),
    });
    const { digest, mediaType, size } = image;
    const entry = (platform: object) => ({ digest, mediaType, size, platform });
    const manifests = [entry({ os: "linux", architecture: "amd64" })];
    const index = { manifests, annotations: named({ url: "https://example.org/index" }) };
    await storeManifest(repository, index, { type: ociIndex, tag: "1" });

    const { facts } = await readmeOf(repository);

    assert.deepEqual(facts, [
      ["Website", "https://example.org/index", "https://example.org/index"],
      ["Vendor", "of the platform"],
      ["Title", "of the label"],
    ]);
  });

  test("is safe with hostile annotations: text stays text, and nothing but the web is linked", async () => {
    const repository = await makeRepository({ namespace });
    const annotations = named({
      description: `<script>alert(1)</script> [x](javascript:alert(2)) \u202Egnp.exe`,
      source: "javascript:alert(3)",
      documentation: "https://user:password@example.org/",
      url: `https://example.org/"onmouseover="alert(4)`,
      revision: "../../evil",
      licenses: "..",
      vendor: `"><img src=x onerror=alert(5)>`,
      authors: "a".repeat(100_000),
    });
    await storeImage(repository, { tag: "x", annotations });

    const { text, facts } = await readmeOf(repository);

    assert.doesNotMatch(text, /<script>alert|<img|href="javascript|"onmouseover/);
    assert.match(
      text,
      /&lt;script&gt;alert\(1\)&lt;\/script&gt; \[x\]\(javascript:alert\(2\)\) \[U\+202E\]gnp/,
    );
    const links = facts.flatMap(([label, , href]) => (href ? [[label, href]] : []));
    assert.deepEqual(links, [["Website", "https://example.org/%22onmouseover=%22alert(4)"]]);
    assert.ok(text.length < 60_000);
  });

  test("leaves out signatures, attachments and caches, even if they are newest", async () => {
    const repository = await makeRepository({ namespace });
    await storeImage(repository, { tag: "1", minute: 1, annotations: named({ vendor: "image" }) });
    const { id } = await storeImage(repository, {
      tag: "cache",
      minute: 2,
      annotations: named({ vendor: "cache" }),
    });
    await db.manifest.update({ where: { id }, data: { kind: "cache" } });
    const unread = await storeImage(repository, { tag: "unread", minute: 3 });
    await db.manifest.update({ where: { id: unread.id }, data: { readAt: null, kind: null } });

    assert.deepEqual((await readmeOf(repository)).facts, [["Vendor", "image"]]);
  });

  test("has the newest comments, and is a 404 for those who may not see the repository", async () => {
    const repository = await makeRepository({ namespace });
    const author = { authorName: "mara", body: "Is it **still** used?" };
    await db.comment.create({ data: { ...author, repositoryId: repository.id } });
    assert.match((await readmeOf(repository)).text, /Is it <strong>still<\/strong> used\?/);

    await db.repository.update({ where: { id: repository.id }, data: { visibility: "private" } });
    const visitor = await browser(app).get(paths.repositoryReadme(repository));
    const stranger = await (await signIn(app, await makeUser())).get(
      paths.repositoryReadme(repository),
    );
    assert.deepEqual([visitor.status, stranger.status], [404, 404]);
  });
});
