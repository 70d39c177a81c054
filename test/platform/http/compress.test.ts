import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { encodingFor } from "../../../src/platform/http/compress.ts";
import { browser, useApp } from "../../support/app.ts";

const app = await useApp();

/** What goes over the wire, which fetch() would unpack. */
function raw(path: string, accepted?: string) {
  return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const headers = accepted === undefined ? {} : { "accept-encoding": accepted };
    const asking = request(app.url + path, { headers }, async (res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of res) chunks.push(chunk);
      resolve({ headers: res.headers, body: Buffer.concat(chunks) });
    });
    asking.on("error", reject).end();
  });
}

const unpack = { br: brotliDecompressSync, gzip: gunzipSync };

for (const path of ["/sign-up", "/assets/app.css", "/assets/app.js", "/api/openapi.json"])
  for (const encoding of ["br", "gzip"] as const)
    test(`${path} is sent as ${encoding} to who takes that, and is the same`, async () => {
      const plain = await raw(path);

      const packed = await raw(path, encoding);

      assert.equal(plain.headers["content-encoding"], undefined);
      assert.equal(packed.headers["content-encoding"], encoding);
      assert.equal(packed.headers["content-type"], plain.headers["content-type"]);
      for (const { headers } of [plain, packed])
        assert.match(String(headers.vary), /Accept-Encoding/i);
      assert.ok(packed.body.length < plain.body.length * 0.7, `${packed.body.length} bytes`);
      const token = /value="[\w-]{86}"/g; // of the forms, each time another
      const text = (body: Buffer) => body.toString().replaceAll(token, "");
      assert.equal(text(unpack[encoding](packed.body)), text(plain.body));
    });

test("a token and what is short are sent as they are", async () => {
  for (const path of ["/v2/token?service=registry.test.lan:5000", "/healthz"]) {
    const { headers } = await raw(path, "gzip, br");

    assert.equal(headers["content-encoding"], undefined, path);
  }
});

test("the best that is taken is chosen, and what is refused is not", () => {
  assert.equal(encodingFor("gzip, deflate, br, zstd"), "br");
  assert.equal(encodingFor("gzip;q=1.0, br;q=0"), "gzip");
  assert.equal(encodingFor("GZIP"), "gzip");
  assert.equal(encodingFor("identity"), undefined);
  assert.equal(encodingFor(), undefined);
});

test("a form's token is another on each page, and each is good", async () => {
  const it = browser(app);
  const tokenOf = async () =>
    /name="_csrf" value="([^"]+)"/.exec((await it.get("/sign-up")).text)?.[1];
  const [first = "", second = ""] = [await tokenOf(), await tokenOf()];

  const answers = [];
  for (const _csrf of [first, second, first.replace(/.$/, "~"), first.slice(0, 85)])
    answers.push((await it.post("/theme", { theme: "dark", _csrf })).status);

  assert.notEqual(first, second);
  assert.deepEqual(answers, [303, 303, 403, 403]);
});
