import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { browser, useApp } from "../../support/app.ts";
import { digestOf, makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makePerson } from "../../support/data/factories.ts";

const app = await useApp();
const digest = digestOf("the image");
const shared = digestOf("the same image in two repositories");

describe("Enter in the search field of the bar", () => {
  before(async () => {
    await makePerson({ admin: true }); // otherwise every page leads to the first sign-up
    const open = await makeNamespace({ name: "open", visibility: "public" });
    const tool = await makeRepository({ namespace: open, name: "tool" });
    await makeTag(await makeManifest(tool, { digest }), "1.0");
    for (const repository of [tool, await makeRepository({ namespace: open, name: "tool-x" })])
      await makeTag(await makeManifest(repository, { digest: shared }), "2.0");
    const vault = await makeNamespace({ name: "vault" });
    const secret = await makeRepository({ namespace: vault, name: "tool" });
    await makeTag(await makeManifest(secret, { digest: digestOf("secret") }), "9.0");
  });

  const tool = "/repositories/open/tool";
  const leads = {
    "open/tool:1.0": `${tool}/-/tags/1.0`,
    "docker pull registry.test.lan:5000/open/tool": tool,
    "docker pull registry.test.lan:5000/open/tool:2.0": `${tool}/-/tags/2.0`,
    [`FROM open/tool@${digest}`]: `${tool}/-/${digest}`,
    [digest.slice(7, 19)]: `${tool}/-/${digest}`,
    "api reference": "/api",
    [`${config.url}/activity?kind=tags`]: "/activity?kind=tags",
    [`${config.url}/repositories/open/tool/-/tags/1.0`]: `${tool}/-/tags/1.0`,
  };
  for (const [text, place] of Object.entries(leads))
    test(`${text} leads to ${place}`, async () => {
      const { status, location } = await browser(app).get(`/search?${query(text)}`);

      assert.deepEqual([status, location], [303, place]);
    });

  const several = {
    "a name that others contain": "open/tool",
    "a tag in two repositories": ":2.0",
    "a digest in two repositories": shared,
    "the beginning of a digest": digest.slice(7, 15),
    "a tag that does not exist": "open/tool:7",
    "a private image": "vault/tool:9.0",
    "a private digest": digestOf("secret"),
    "the beginning of a page's name": "api ref",
    "an action that changes something": "switch to dark",
    "a page elsewhere": `${config.url}//evil.example/`,
  };
  for (const [title, text] of Object.entries(several))
    test(`${title} shows the results`, async () => {
      const { status } = await browser(app).get(`/search?${query(text)}`);

      assert.equal(status, 200);
    });

  test("a link to results leads to the results", async () => {
    const { status } = await browser(app).get("/search?q=open/tool:1.0");

    assert.equal(status, 200);
  });
});

const query = (q: string) => new URLSearchParams({ q, jump: "1" }).toString();
