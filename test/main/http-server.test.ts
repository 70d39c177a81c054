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
