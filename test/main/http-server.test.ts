import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { after, test } from "node:test";
import { createHttpServer } from "../../src/main/http-server.ts";

const server = createHttpServer((_req, res) => {
  res.writeHead(401).end("no");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});
const { port } = server.address() as AddressInfo;

test("R15: a client that goes on sending its body after a 401 gets the answer, then its connection ends", async () => {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (piece) => {
    answer += piece;
  });
  socket.on("error", () => {}); // the server resets it
  socket.write("POST /v2/webhooks/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  const sending = setInterval(() => socket.write("x"), 50);
  const began = Date.now();

  await once(socket, "close");

  clearInterval(sending);
  assert.match(answer, /^HTTP\/1\.1 401 /);
  assert.ok(Date.now() - began < 5_000);
});

test("R15: a client that has sent its whole body keeps its connection", async () => {
  const socket = connect(port, "127.0.0.1");
  const request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";

  socket.write(request);
  await once(socket, "data");
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  socket.write(request);
  const [second] = await once(socket, "data");

  assert.match(String(second), /^HTTP\/1\.1 401 /);
  socket.destroy();
});

test("R15: connections are limited in number and in the time that a request may take to arrive", () => {
  assert.equal(server.maxConnections, 10_000);
  assert.ok(server.headersTimeout <= 20_000 && server.requestTimeout <= 120_000);
});

/** What the server answers to bytes that are not a whole valid request, until it ends the connection. */
async function answerTo(bytes: string, at = port): Promise<string> {
  const socket = connect(at, "127.0.0.1");
  let answer = "";
  socket.on("data", (piece) => {
    answer += piece;
  });
  socket.on("error", () => {}); // the server may reset it
  socket.write(bytes);
  await once(socket, "close");
  return answer;
}

const refused: Record<string, [status: number, bytes: string]> = {
  "bytes that are not HTTP": [400, "nonsense\r\n\r\n"],
  "an invalid header": [400, "GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"],
  "two lengths of the body": [
    400,
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
  ],
  "headers that are too large": [
    431,
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
  ],
};

for (const [what, [status, bytes]] of Object.entries(refused))
  test(`S13: Node's own ${status} to ${what} has the security headers and ends the connection`, async () => {
    assertProtected(await answerTo(bytes), status);
  });

test("S13: so has the 408 to a request that does not arrive in time", async () => {
  const slow = createHttpServer(() => {}, {
    headersTimeout: 300,
    connectionsCheckingInterval: 100,
  });
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const { port: at } = slow.address() as AddressInfo;

  const answer = await answerTo("GET / HTTP/1.1\r\nHost: x\r\n", at);

  slow.close();
  assertProtected(answer, 408);
});

test("S13: an expectation that Node would refuse with 417 is answered like any request", async () => {
  const answer = await answerTo(
    "GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\nConnection: close\r\n\r\n",
  );

  assert.match(answer, /^HTTP\/1\.1 401 /);
});

test("an error of the parser adds nothing to an answer that has begun", async () => {
  const begun = createHttpServer((_req, res) => void res.writeHead(200).write("begun"));
  await new Promise<void>((resolve) => begun.listen(0, "127.0.0.1", resolve));
  const { port: at } = begun.address() as AddressInfo;

  const socket = connect(at, "127.0.0.1");
  let answer = "";
  socket.on("data", (piece) => {
    answer += piece;
  });
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(socket, "data");
  socket.write("nonsense\r\n\r\n");
  await once(socket, "close");

  begun.close();
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.ok(!answer.includes(" 400 "), answer);
});

function assertProtected(answer: string, status: number): void {
  assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
  for (const header of [
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: same-origin",
    "Cross-Origin-Resource-Policy: same-origin",
    "Cross-Origin-Opener-Policy: same-origin",
    "Connection: close",
  ])
    assert.ok(answer.includes(`\r\n${header}\r\n`), `${header} in ${answer}`);
}
