import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutSecrets } from "../../../src/operations/configure/instance.ts";
import { makeFile } from "../../../src/operations/configure/kind.ts";
import { kinds } from "../../../src/operations/configure/kinds.ts";
import { thisInstance } from "../../../src/operations/configure/this-instance.ts";
import { config } from "../../../src/platform/config/config.ts";
import { pool } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makePerson, makeRegistry } from "../../support/data/factories.ts";

const app = await useApp();
await ensureKeys();
const added = { hostname: "other.lan:5000", url: "https://other.lan:5001" };
const registry = await makeRegistry(added);
const admin = await signIn(app, (await makePerson({ admin: true })).user);
const { user, namespace } = await makePerson();
const person = await signIn(app, user);
const visitorOf = { admins: admin, everyone: person };

/** The file on a page. */
const shown = (html: string) => plain(/<code id="text">([\s\S]*?)<\/code>/.exec(html)?.[1] ?? "");
const plain = (html: string) =>
  html
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

test("the list for everyone and the list for admins have every kind between them", async () => {
  const lists = {
    everyone: await person.get("/configure"),
    admins: await admin.get("/admin/configure"),
  };

  for (const kind of kinds)
    for (const audience of ["everyone", "admins"] as const)
      assert.equal(
        lists[audience].text.includes(`href="${paths.configuration(kind)}"`),
        kind.for === audience,
        kind.name,
      );
  assert.equal((await person.get("/admin/configure")).status, 403);
});

describe("the page of a kind shows the file, and the download is the file", () => {
  for (const kind of kinds)
    test(kind.name, async () => {
      const visitor = visitorOf[kind.for];
      const repository = `${namespace.name}/app`;
      const instance =
        kind.for === "everyone"
          ? thisInstance({ username: user.username, repository })
          : thisInstance();

      const page = await visitor.get(paths.configuration(kind));
      const file = await visitor.get(paths.configurationFile(kind));

      assert.equal(page.status, 200);
      assert.equal(shown(page.text), makeFile(kind, {}, withoutSecrets(instance)).text);
      assert.equal(file.text, makeFile(kind, {}, instance).text);
      const [, name] =
        /^attachment; filename="?([^"]+)"?$/.exec(file.headers.get("content-disposition") ?? "") ??
        [];
      assert.equal(name, kind.file);
      assert.match(file.headers.get("content-type") ?? "", /^text\/plain; charset=utf-8/);
      assert.equal(file.headers.get("cache-control"), "no-store");
    });
});

test("what is for admins does not exist for others, and has one address", async () => {
  for (const kind of kinds.filter((it) => it.for === "admins")) {
    assert.equal((await person.get(`/configure/${kind.name}`)).status, 404);
    assert.equal((await person.get(`/configure/${kind.name}/file`)).status, 404);
    assert.equal((await person.get(paths.configuration(kind))).status, 403);
    assert.equal((await person.get(paths.configurationFile(kind))).status, 403);
  }
  assert.equal((await admin.get("/configure/nginx")).status, 404);
  assert.equal((await admin.get("/admin/configure/gitlab")).status, 404);
  assert.equal((await admin.get("/admin/configure/apache")).status, 404);
});

test("options are in the file, in the download and in the command", async () => {
  const page = await admin.get(
    "/admin/configure/registry?registry=2&listen=%3A5001&storage=%2Fsrv%2Fa+b",
  );

  assert.match(shown(page.text), /addr: ":5001"/);
  assert.match(shown(page.text), /rootdirectory: "\/srv\/a b"/);
  assert.doesNotMatch(shown(page.text), /signingalgorithms/);
  assert.match(
    plain(page.text),
    /bin\/portus config registry --registry 2 --listen :5001 --storage '\/srv\/a b'/,
  );
  const href = /href="([^"]*\/file[^"]*)"/.exec(page.text)?.[1] ?? "";
  assert.match(href, /listen=%3A5001/);
});

test("an option that can't be used is marked, and nothing is downloaded with it", async () => {
  const page = await admin.get("/admin/configure/registry?listen=banana&registry=7");
  const file = await admin.get("/admin/configure/registry/file?listen=banana");
  const odd = await person.get("/configure/pull-secret?username=a%E2%80%AEb&secret=UPPER");

  assert.equal(page.status, 200);
  assert.match(page.text, /Ignored in this address: .*listen=banana/);
  assert.match(page.text, /Must be host:port or :port/);
  assert.match(page.text, /name="listen"[^>]*value="banana"/);
  assert.equal(file.status, 422);
  assert.match(odd.text, /Must be a name of lower-case letters/);
  assert.match(shown(odd.text), new RegExp(`"username":"${user.username}"`));
});

test("files are also made for registries that admins have added", async () => {
  const at = `name=${encodeURIComponent(registry.name)}`;

  const proxy = await admin.get(`/admin/configure/nginx?${at}`);
  const engine = await person.get(`/configure/docker-daemon?scheme=http&${at}`);
  const unknown = await person.get("/configure/docker-daemon?name=none");

  assert.match(shown(proxy.text), /server other\.lan:5001;/);
  assert.match(shown(engine.text), new RegExp(registry.hostname.replaceAll(".", "\\.")));
  assert.match(engine.text, new RegExp(`<option value="${registry.name}" selected`));
  assert.match(unknown.text, /name=none \(not one of /);
});

test("no page has a secret, and a file with secrets needs a recent sign-in", async () => {
  const { user: other } = await makePerson({ admin: true });
  const it = await signIn(app, other);
  await pool.query(
    `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2020-01-01T00:00:00Z"')::json`,
  );

  for (const kind of kinds.filter(({ for: audience }) => audience === "admins")) {
    const page = await it.get(paths.configuration(kind));
    const file = await it.get(paths.configurationFile(kind));

    assert.ok(!page.text.includes(config.eventsSecret), kind.name);
    assert.ok(!page.text.includes(thisInstance().settings.httpSecret), kind.name);
    assert.equal(file.status, kind.needs === "events" ? 403 : 200, kind.name);
    assert.ok(!file.text.includes(config.eventsSecret), kind.name);
  }
});
