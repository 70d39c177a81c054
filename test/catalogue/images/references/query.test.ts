import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseQuery } from "../../../../src/catalogue/images/references/query.ts";

const host = "registry.test.lan:5000";
const hosts = {
  registries: [host, "hub.test.lan"],
  isSite: (it: string) => it === "portus.test.lan",
};
const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const digest = `sha256:${hex}`;

type Expected = [typed: string, name: string, tag?: string | null, hex?: string];

const typed: Expected[] = [
  ["nginx", "nginx"],
  ["  Web/NGINX ", "web/nginx"],
  ["web/nginx:1.27", "web/nginx", "1.27"],
  ["web/nginx:", "web/nginx"],
  [`${host}/web/nginx:1.27-Alpine`, "web/nginx", "1.27-Alpine"],
  [`${host.toUpperCase()}/web`, "web"],
  ["hub.test.lan/web/app", "web/app"],
  ["other.test.lan/web/app", "other.test.lan/web/app"],
  ["a:b:c", "a:b", "c"],
  ["web/app:1...", "web/app", "1..."],
  [":latest", "", "latest"],
  ["web\0x", "webx"],
  ["\u202enginx", "\u202enginx"],
];

const digests: Expected[] = [
  [digest, "", null, hex],
  [digest.toUpperCase(), "", null, hex],
  ["sha256:9f86d08", "", null, "9f86d08"],
  ["sha256:9f86d081884c…", "", null, "9f86d081884c"],
  ["9f86d081884c", "9f86d081884c", null, "9f86d081884c"],
  [hex, hex, null, hex],
  ["9f86d0", "9f86d0"],
  ["sha256:9f86d0", "sha256", "9f86d0"],
  ["20240101", "20240101", null, "20240101"],
  [`web/app@${digest}`, "web/app", null, hex],
  [`web/app:1.0@${digest}`, "web/app", "1.0", hex],
  [`${host}/web/app@sha256:9f86d081884c`, "web/app", null, "9f86d081884c"],
  ["someone@example.org", "someone@example.org"],
  ["a@b@c", "a@b@c"],
  [`@${digest}`, "", null, hex],
];

const pasted: Expected[] = [
  [`docker pull ${host}/web/app:1.0`, "web/app", "1.0"],
  [`$ sudo docker pull ${host}/web/app`, "web/app"],
  [`docker pull --platform linux/arm64 ${host}/web/app:1.0`, "web/app", "1.0"],
  ["podman pull --quiet web/app", "web/app"],
  [`docker run --rm -it -v /tmp:/tmp ${host}/web/app:1.0 sh -c "ls"`, "web/app", "1.0"],
  [`skopeo inspect docker://${host}/web/app:1.0`, "web/app", "1.0"],
  [`helm install shop oci://${host}/charts/shop --version 1.2.0`, "charts/shop"],
  [`crane manifest ${host}/web/app@${digest}`, "web/app", null, hex],
  [`FROM ${host}/web/app:1.0 AS build`, "web/app", "1.0"],
  ["FROM --platform=$BUILDPLATFORM web/app:1.0", "web/app", "1.0"],
  [`image: "${host}/web/app:1.0"`, "web/app", "1.0"],
  [`- image: '${host}/web/app:1.0'`, "web/app", "1.0"],
  [`uses: docker://${host}/web/app:1`, "web/app", "1"],
  [`https://${host}/v2/web/app/manifests/1.0`, "web/app", "1.0"],
  [`https://${host}/v2/web/app/manifests/${digest}`, "web/app", null, hex],
  [`https://${host}/v2/web/app/tags/list`, "web/app"],
  [`https://${host}/web/app:1.0`, "web/app", "1.0"],
  [`docker://${host}/web/app:1.0`, "web/app", "1.0"],
  ["https://portus.test.lan/repositories/web/app", "web/app"],
  ["https://portus.test.lan/repositories/web/app/-/tags/1.0/timeline", "web/app", "1.0"],
  [`https://portus.test.lan/repositories/web/app/-/${digest}?x=1#y`, "web/app", null, hex],
  ["https://portus.test.lan/repositories/%E0%A4%A", "%e0%a4%a"],
];

const texts: Expected[] = [
  ["docker", "docker"],
  ["docker pull", "docker pull"],
  ["docker compose setup", "docker compose setup"],
  ["from the web team", "from the web team"],
  ["image of the web team", "image of the web team"],
  ["https://", "https://"],
  ["https://[::1", "https://[::1"],
];

for (const [title, table] of Object.entries({ typed, digests, pasted, texts }))
  describe(`search texts: ${title}`, () => {
    for (const [text, name, tag = null, digits = null] of table)
      test(JSON.stringify(text), () => {
        const parsed = parseQuery(text, hosts);
        assert.deepEqual(
          [parsed.name, parsed.tag, parsed.digest?.hex ?? null],
          [name, tag, digits],
        );
        assert.equal(parsed.page, null);
      });
  });

describe("URLs of this Portus", () => {
  for (const [url, page] of [
    ["https://portus.test.lan/namespaces/3/webhooks", "/namespaces/3/webhooks"],
    ["https://portus.test.lan/activity?kind=tags", "/activity?kind=tags"],
    ["https://portus.test.lan/", "/"],
    ["https://portus.test.lan//admin/settings", "/admin/settings"],
  ] as const)
    test(`${url} is the page ${page}`, () => assert.equal(parseQuery(url, hosts).page, page));

  for (const url of [
    "https://portus.test.lan//evil.example/",
    "https://portus.test.lan/\\evil.example",
    "https://evil.example/admin",
    "javascript://portus.test.lan/admin",
  ])
    test(`${url} is no page`, () => assert.equal(parseQuery(url, hosts).page, null));
});

test("the host of one of its registries is told apart from the name", () => {
  const hostOf = (text: string) => parseQuery(text, hosts).host;

  assert.deepEqual(
    [`docker pull ${host}/web/app`, "hub.test.lan/web/app:1"].map(hostOf),
    hosts.registries,
  );
  assert.deepEqual(["web/app", "other.test.lan/web/app"].map(hostOf), [null, null]);
});

test("only a pasted line, a host, a tag or a digest says exactly what is meant", () => {
  const certain = (text: string) => parseQuery(text, hosts).isReference;

  assert.deepEqual(["web/app", "9f86d081884c", "reverse proxy"].filter(certain), []);
  const references = ["web/app:1", `${host}/web/app`, digest, "docker pull web/app"];
  assert.deepEqual(references.filter(certain), references);
});
