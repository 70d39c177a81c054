import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { db, type User } from "../../../src/platform/db/client.ts";
import { log } from "../../../src/platform/log.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeUser, password } from "../../support/data/factories.ts";

const app = await useApp();
const { port } = new URL(app.url);
let user: User;

before(async () => {
  user = await makeUser({ admin: true });
});

test("an answer with a body names its type, and its charset if it is text", async () => {
  const paths = ["/", "/explore", "/sign-in", "/nothing", "/api/v1/version", "/api/v1/nothing"];
  for (const path of [...paths, "/api/v1/openapi.json", "/v2/token", "/v2/nothing", "/healthz"]) {
    const answer = await fetch(app.url + path, { redirect: "manual" });
    const body = await answer.text();
    const type = answer.headers.get("content-type") ?? "";
    const isNamed = /^text\/\w+; ?charset=utf-8$|^application\/json(; ?charset=utf-8)?$/i; // JSON is always UTF-8
    if (body) assert.match(type, isNamed, path);
  }
});

test("other sites may read answers of the API, which takes no cookies, and nothing else", async () => {
  const { cookies } = await signIn(app, user);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const get = (path: string) =>
    fetch(app.url + path, {
      headers: { cookie, origin: "https://evil.example" },
      redirect: "manual",
    });

  const api = await get("/api/v1/users/self");
  assert.equal(api.status, 401, "the cookie counts for nothing");
  assert.equal(api.headers.get("access-control-allow-origin"), "*");
  assert.equal(api.headers.get("access-control-allow-credentials"), null);
  for (const path of ["/", "/explore", "/profile", "/v2/token", "/v2/_catalog"])
    assert.equal((await get(path)).headers.get("access-control-allow-origin"), null, path);
});

test("a refused request is logged with its status, the person and the address, and so is refused input", async () => {
  const lines: Record<string, unknown>[] = [];
  const stream: unknown = Reflect.get(log, pino.symbols.streamSym);
  const level = log.level;
  log.level = "info";
  Reflect.set(log, pino.symbols.streamSym, {
    write: (line: string) => lines.push(JSON.parse(line)),
  });
  const person = await makeUser();
  const visitor = await signIn(app, person);
  await visitor.get("/admin");
  await visitor.post("/profile", { email: "not an address" });
  await new Promise((resolve) => setImmediate(resolve));
  log.level = level;
  Reflect.set(log, pino.symbols.streamSym, stream);

  const refused = lines.filter(({ status }) => status === 403 || status === 422);
  assert.deepEqual(
    refused.map((line) => [
      line.path,
      line.status,
      line.user,
      typeof line.address,
      typeof line.time,
    ]),
    [
      ["/admin", 403, person.username, "string", "number"],
      ["/profile", 422, person.username, "string", "number"],
    ],
  );
});

test("a body that expands to more than the limit is refused, however small it is", async () => {
  const basic = Buffer.from(`${user.username}:${password}`).toString("base64");
  const answer = await fetch(`${app.url}/api/v1/teams`, {
    method: "POST",
    headers: {
      authorization: `Basic ${basic}`,
      "content-type": "application/json",
      "content-encoding": "gzip",
    },
    body: gzipSync(Buffer.alloc(20 * 2 ** 20, 32)),
  });

  assert.equal(answer.status, 413, await answer.text());
});

test("TRACE is refused", async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request({ port, method: "TRACE", path: "/", headers: { "x-secret": "echo" } });
    sent.once("error", reject).once("response", (answer) => resolve(answer.resume().statusCode));
    sent.end();
  });

  assert.ok(status === 405 || status === 404 || status === 403, `${status}`);
});

for (const [what, lengths] of [
  ["two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n"],
  ["a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"],
  ["a transfer encoding that does not end in chunked", "Transfer-Encoding: chunked, identity\r\n"],
])
  test(`a request with ${what} is refused`, async () => {
    const answer = await raw(`POST /sign-in HTTP/1.1\r\nHost: x\r\n${lengths}\r\n0\r\n\r\n`);

    assert.match(answer, /^HTTP\/1\.1 400 /);
  });

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (part: string) => {
      answer += part;
    });
    socket.once("end", () => resolve(answer)).once("error", reject);
  });
}

test("a session id is new each time and has 128 bits or more", async () => {
  const ids = new Set<string>();
  for (let n = 0; n < 3; n += 1) {
    const { cookies } = await signIn(app, user);
    const [, id = ""] = /^s(?::|%3A)([\w-]+)\./.exec(cookies.get("portus") ?? "") ?? [];
    assert.ok(Buffer.from(id, "base64url").length >= 16, id);
    ids.add(id);
  }

  assert.equal(ids.size, 3);
});

test("an unexpected error shows nothing of its cause", async () => {
  const visitor = browser(app);
  await db.$executeRaw`ALTER TABLE repositories RENAME TO elsewhere`;
  try {
    for (const path of ["/explore", "/api/v1/repositories"]) {
      const page = await (path === "/explore" ? visitor : await signIn(app, user)).get(path);
      assert.ok([500, 401].includes(page.status), `${path}: ${page.status}`);
      assert.doesNotMatch(
        page.text,
        /repositories"|relation|prisma|postgres|select |src\/|\.ts\b|node_modules/i,
      );
    }
  } finally {
    await db.$executeRaw`ALTER TABLE elsewhere RENAME TO repositories`;
  }
});

test("without a trusted proxy, a client can't name its request", async () => {
  const id = "7b1f8c3e-0e53-4d0c-b8f4-3f0a5b7c9d11";

  const { headers } = await fetch(`${app.url}/healthz`, { headers: { "x-request-id": id } });

  assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f]{16}$/);
});
