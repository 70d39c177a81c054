import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db, type User } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../support/app.ts";
import {
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../support/data/catalogue.ts";
import { makeNamespace, makePerson, makeTeam } from "../support/data/factories.ts";

const app = await useApp();

const corpus = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" autofocus onfocus="alert(1)',
  "</title><svg/onload=alert(1)>",
  "</textarea><iframe src=javascript:alert(1)>",
  "<%= process.exit(1) %>",
  "{{7*7}}",
  "&lt;b&gt;&amp;",
  "\u202Etxt.exe\u2066<b>",
];

describe("text from people and registries is shown unchanged and escaped", () => {
  let repository: MadeRepository;
  let owner: User;

  before(async () => {
    owner = (await makePerson({ admin: true })).user;
    const team = await makeTeam({ owners: [owner] });
    const namespace = await makeNamespace({ team, visibility: "public" });
    repository = await makeRepository({ namespace, tagsCount: corpus.length });
  });

  for (const text of corpus)
    test(JSON.stringify(text), async () => {
      await storeEverywhere(text);
      const it = await signIn(app, owner);

      const pages = [];
      const tabs = ["readme", "usage", "sizes", "access", "activity", "settings"];
      for (const path of [
        "/",
        "/activity",
        "/repositories",
        paths.person(owner.username),
        paths.repository(repository),
        ...tabs.map((tab) => `${paths.repository(repository)}/-/${tab}`),
      ])
        pages.push(await it.get(path));
      for (const path of ["/repositories", "/explore", "/search", "/search/suggestions"])
        pages.push(await it.get(`${path}?q=${encodeURIComponent(text)}`));
      pages.push(await it.get(`/${encodeURIComponent(text)}`));
      pages.push(await browser(app).get(`/repositories/${repository.fullName}`));

      const statuses = pages.map(({ status }) => status).filter((status) => status !== 200);
      assert.deepEqual(statuses, [404], "only the page that does not exist");
      for (const page of pages) {
        const rest = page.text.replace(/<div class="prose"[\s\S]*?<\/div>/g, ""); // test/platform/http/pages/markdown.test.ts
        if (/[<>"']/.test(text)) assert.ok(!rest.includes(text), "printed unescaped");
      }
      assert.ok(pages[1]?.text.includes(escaped(text)), "not shown unchanged");
    });

  /** Stores the text in every field that people or registries fill. */
  async function storeEverywhere(text: string): Promise<void> {
    const manifest = await makeManifest(repository, {
      pushedBy: text,
      platform: text,
      readError: text,
      mediaType: text,
    });
    await makeTag(manifest, text, { pushedBy: text, authorName: text });
    await db.repository.update({
      where: { id: repository.id },
      data: { description: text, pushedBy: text },
    });
    await db.user.update({ where: { id: owner.id }, data: { displayName: text } });
    for (const key of ["repository.push", "tag.delete", text])
      await db.activity.create({
        data: {
          key,
          actorName: text,
          subject: text,
          namespaceId: repository.namespaceId,
          repositoryId: repository.id,
          details: { tag: text, tags: [text, text], digest: text },
        },
      });
  }
});

function escaped(text: string): string {
  const signs: Record<string, string> = { "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
  return text.replaceAll("&", "&amp;").replace(/[<>"']/g, (sign) => signs[sign] ?? sign);
}
